import TagQuery

/// What can be wrong with deletions, by the check that must notice it.
enum DeletionFaults {
  static let all: KeyValuePairs<String, [Fault]> = [
    "deletes one tag and nothing else": [
      .deleting("deletes nothing") { _, _ async throws(RegistryError) in
        DeletionAnswer(.deleting)
      },
      .deletingTags("deletes another tag too") {
        tag, request, registry async throws(RegistryError) in
        let list = ListRequest(.tags(image: tag.imageID), region: request.region, pageSize: 100)
        let rows = try await registry.list(list).rows
        if let other = (0..<rows.count).compactMap(rows.tag(at:)).first(where: { $0.id != tag.id })
        {
          try registry.remove(other.id, region: request.region)
        }
        return try await registry.delete(request)
      },
      .deleting("says that it is ready") { request, registry async throws(RegistryError) in
        _ = try await registry.delete(request)
        return DeletionAnswer(.ready)
      },
      .deleting("infers what it knows") { request, registry async throws(RegistryError) in
        var answer = try await registry.delete(request)
        answer.isInferred = true
        return answer
      },
      .telling("keeps its totals") { total, request in
        if case .tags = request.kind, let total, total < 18, total > 3 { 18 } else { total }
      },
    ],
    "deletes a shared digest only when forced": [
      .deleting("forces everything") { request, registry async throws(RegistryError) in
        var request = request
        request.isForced = true
        return try await registry.delete(request)
      },
      .deleting("forces nothing") { request, registry async throws(RegistryError) in
        var request = request
        request.isForced = false
        return try await registry.delete(request)
      },
      .deletingTags("deletes all that share the digest") {
        tag, request, registry async throws(RegistryError) in
        let list = ListRequest(.tags(image: tag.imageID), region: request.region, pageSize: 100)
        let rows = try await registry.list(list).rows
        let status = try await registry.delete(request)
        for other in (0..<rows.count).compactMap(rows.tag(at:)) where other.digest == tag.digest {
          try registry.remove(other.id, region: request.region)
        }
        return status
      },
      .claiming("refuses what it claims to do") { $0.refusesSharedDigests = false },
    ],
    "shares a digest only within an image": [
      .deletingTags("compares the digests of all images") {
        tag, request, registry async throws(RegistryError) in
        if tag.name == "only" { throw RegistryError(.precondition, "shared") }
        return try await registry.delete(request)
      },
      .deletingTags("takes two missing digests for a shared one") {
        tag, request, registry async throws(RegistryError) in
        if tag.digest == nil { throw RegistryError(.precondition, "shared") }
        return try await registry.delete(request)
      },
      .deletingTags("does not delete the last tag of an image") {
        tag, request, registry async throws(RegistryError) in
        tag.name == "only" ? DeletionAnswer(.deleting) : try await registry.delete(request)
      },
    ],
    "deletes no locked tag": [
      .deletingTags("deletes locked tags") {
        tag, request, registry async throws(RegistryError) in
        guard tag.status == .locked else { return try await registry.delete(request) }
        try registry.remove(tag.id, region: request.region)
        return DeletionAnswer(.deleting)
      },
      .deletingTags("deletes locked tags when forced") {
        tag, request, registry async throws(RegistryError) in
        guard tag.status == .locked, request.isForced else {
          return try await registry.delete(request)
        }
        try registry.remove(tag.id, region: request.region)
        return DeletionAnswer(.deleting)
      },
      .deletingTags("says that it may not, and deletes") {
        tag, request, registry async throws(RegistryError) in
        if tag.status == .locked, request.isForced {
          // Only once, so that the answer is right.
          defer { _ = try? registry.remove(tag.id, region: request.region) }
          return try await registry.delete(request)
        }
        return try await registry.delete(request)
      },
    ],
    "says that a tag is being deleted already": [
      .deletingTags("takes one that is being deleted for a locked one") {
        tag, request, registry async throws(RegistryError) in
        if tag.status == .deleting { throw RegistryError(.locked, "it is being deleted") }
        return try await registry.delete(request)
      }
    ],
    "deletes nothing twice": [
      .deleting("deletes what has gone") { request, registry async throws(RegistryError) in
        do throws(RegistryError) {
          return try await registry.delete(request)
        } catch {
          guard error.kind == .notFound else { throw error }
          return DeletionAnswer(.deleting)
        }
      },
      .deleting("says that what has gone is locked") {
        request, registry async throws(RegistryError) in
        do throws(RegistryError) {
          return try await registry.delete(request)
        } catch {
          throw RegistryError(.locked, error.message)
        }
      },
    ],
    "deletes nothing that is not there": [
      .deleting("deletes what never was") { request, registry async throws(RegistryError) in
        do throws(RegistryError) {
          return try await registry.delete(request)
        } catch {
          return DeletionAnswer(.deleting)
        }
      },
      .deleting("deletes in any region") { request, registry async throws(RegistryError) in
        var request = request
        request.region = registry.capabilities.regions[0]
        return try await registry.delete(request)
      },
    ],
    "deletes nothing where it can only be read": [
      readOnly(answers: false), readOnly(answers: true),
    ],
  ]

  private static func readOnly(answers: Bool) -> Fault {
    var fault = Fault.deletingTags(
      answers ? "says that it deletes, and does not" : "deletes though it must not"
    ) { tag, request, registry async throws(RegistryError) in
      if !answers { try registry.remove(tag.id, region: request.region) }
      return DeletionAnswer(.deleting)
    }
    fault.isReadOnly = true
    return fault
  }
}
