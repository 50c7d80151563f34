"""Lists, gets and deletes with the vendor's official client what the server serves.

It is given the address of a server that serves the made-up registry with a token, and the token.
Every answer is compared with what the same call gives without the client.
"""

import json
import sys
import urllib.request

from dateutil import parser
from scaleway import Client
from scaleway.registry.v1 import RegistryV1API
from scaleway_core.api import ScalewayException

ADDRESS, TOKEN = sys.argv[1:]
REGION = "fr-par"


def plain(path):
    """What the server answers, without the client."""
    request = urllib.request.Request(
        f"{ADDRESS}/registry/v1/regions/{REGION}/{path}", headers={"X-Auth-Token": TOKEN}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def client(token):
    return RegistryV1API(
        Client(
            access_key="SCWXXXXXXXXXXXXXXXXX",
            secret_key=token,
            default_region=REGION,
            # A default project or organisation would be a filter of every list.
            api_url=ADDRESS,
        )
    )


def same(record, members):
    """Whether a record of the client is what was sent."""
    for name, value in members.items():
        if not hasattr(record, name):
            # A member that the client does not know.
            continue
        read = getattr(record, name)
        if name.endswith("_at") and value is not None:
            value = parser.isoparse(value)
        assert read == value, f"{name}: the client reads {read!r}, sent was {value!r}"


def refused(status, call):
    try:
        call()
    except ScalewayException as refusal:
        assert refusal.status_code == status, f"{refusal.status_code} instead of {status}"
    else:
        raise AssertionError(f"the call was carried out, not refused with {status}")


api = client(TOKEN)

namespaces = api.list_namespaces_all()
assert [namespace.name for namespace in namespaces] == ["web", "staging"]
for namespace, members in zip(namespaces, plain("namespaces")["namespaces"]):
    same(namespace, members)
    same(api.get_namespace(namespace_id=namespace.id), members)
ordered = api.list_namespaces_all(order_by="description_desc")
assert [namespace.name for namespace in ordered] == ["staging", "web"]
web = namespaces[0]
assert api.list_namespaces(project_id=web.project_id).total_count == 2
assert api.list_namespaces(name="web").namespaces == [web]

images = api.list_images_all(namespace_id=web.id, order_by="name_asc")
assert [image.name for image in images] == ["api", "cron", "docs", "proxy", "ui", "worker"]
listed = plain(f"images?namespace_id={web.id}&order_by=name_asc")["images"]
for image, members in zip(images, listed):
    same(image, members)
    same(api.get_image(image_id=image.id), members)
assert api.list_images(organization_id=web.organization_id).total_count == 9
image = images[0]

tags = api.list_tags_all(image_id=image.id)
assert len(tags) == 420 and len({tag.id for tag in tags}) == 420
assert [tag.name for tag in tags] == image.tags
first = plain(f"images/{image.id}/tags")["tags"]
assert len(first) == 20
for tag, members in zip(tags, first):
    same(tag, members)
    same(api.get_tag(tag_id=tag.id), members)
for order in ["created_at_asc", "created_at_desc", "name_asc", "name_desc"]:
    page = api.list_tags(image_id=image.id, order_by=order, page=3, page_size=50)
    key = order.rsplit("_", 1)[0]
    names = [
        tag.name
        for tag in sorted(
            tags,
            key=lambda tag: getattr(tag, key),
            reverse=order.endswith("desc"),
        )
    ]
    assert [tag.name for tag in page.tags] == names[100:150], order
assert api.list_tags(image_id=image.id, name="latest").total_count == 1

# Deletions: one that is let through, and one of each kind that is not.
digests = [tag.digest for tag in tags]
alone = next(tag for tag in tags if tag.status == "ready" and digests.count(tag.digest) == 1)
shared = next(tag for tag in tags if tag.status == "ready" and digests.count(tag.digest) > 1)
locked = next(tag for tag in tags if tag.status == "locked")
assert api.delete_tag(tag_id=alone.id).status == "deleting"
refused(404, lambda: api.get_tag(tag_id=alone.id))
refused(404, lambda: api.delete_tag(tag_id=alone.id))
refused(412, lambda: api.delete_tag(tag_id=shared.id))
refused(423, lambda: api.delete_tag(tag_id=locked.id))
assert api.delete_tag(tag_id=shared.id, force=True).id == shared.id
left = {tag.id for tag in api.list_tags_all(image_id=image.id)}
assert left == {tag.id for tag in tags} - {alone.id, shared.id}

# What is refused for other reasons.
refused(400, lambda: api.list_tags(image_id=image.id, page_size=101))
refused(400, lambda: api.list_tags(image_id="nonsense"))
refused(404, lambda: api.list_tags(image_id=web.id))
other = client("11111111-1111-4111-8111-111111111111")
refused(401, lambda: other.list_namespaces())

print(f"The official client reads what was served: {len(tags)} tags, {len(images)} images.")
