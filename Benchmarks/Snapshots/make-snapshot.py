"""Writes a snapshot of 500 images with so many tags to standard output, always the same one.

The first image has a tenth of the tags; the tags of an image are in no order.
"""

import datetime
import random
import sys
import uuid

tag_count = int(sys.argv[1])
source = random.Random(7)


def identifier():
    return str(uuid.UUID(int=source.getrandbits(128), version=4))


def moment(seconds, digits):
    time = datetime.datetime(2024, 1, 1) + datetime.timedelta(seconds=seconds)
    fraction = source.randrange(10**digits)
    return f"{time:%Y-%m-%dT%H:%M:%S}.{fraction:0{digits}}Z"


def write(**members):
    texts = []
    for key, value in members.items():
        text = "null" if value is None else f'"{value}"' if isinstance(value, str) else str(value)
        texts.append(f'"{key}":{text}')
    print("{" + ",".join(texts) + "}")


namespaces = [(identifier(), f"team{number:02}") for number in range(20)]
for id, name in namespaces:
    write(type="namespace", region="fr-par", id=id, name=name, status="ready")
images = [identifier() for _ in range(500)]
for number, id in enumerate(images):
    write(
        type="image", region="fr-par", id=id, name=f"service{number:03}",
        namespace_id=namespaces[number % 20][0], status="ready")

largest = tag_count // 10
counts = [largest] + [0] * 499
for number in range(tag_count - largest):
    counts[1 + number % 499] += 1
for image, count in zip(images, counts):
    for number in range(count):
        name = (
            f"v1.{number // 100}.{number % 100}",
            f"v2.{number // 100}.{number % 100}",
            f"ci-{number}-{source.getrandbits(28):07x}",
            f"sha-{number:x}{source.getrandbits(28):07x}",
        )[number % 4]
        created = moment(source.randrange(90_000_000), 6 if number % 3 else 9)
        write(
            type="tag", region="fr-par", id=identifier(), name=name, image_id=image,
            status="ready" if number % 50 else "error",
            digest=f"sha256:{source.getrandbits(256):064x}", created_at=created,
            updated_at=created)
