/// What was pushed once and is known by several tags of the demo registry.
struct DemoBuild {
  /// A version that a build was released as.
  struct Release {
    var name: String
    var major: Int
    /// Whether it is meant for everybody: neither a candidate nor a build between releases.
    var isStable: Bool
  }

  /// Number of the pipeline that made it.
  var number: Int64
  /// Shortened commit that it was made from.
  var commit: String
  var digest: Digest
  var pushedAt: Timestamp
  var release: Release?

  /// What was built of an image, oldest first. Some of it will have no tag any more: the numbers
  /// then have gaps, as where old tags are tidied away.
  static func history(of image: DemoImage, random: inout DemoRandom) -> [DemoBuild] {
    let moments = (0..<image.tagCount * 2 / 5).map { _ in
      DemoCalendar.workingTime(on: image.drawDay(random: &random), random: &random)
    }.sorted()
    var number = 40 + random.below(900)
    var builds = moments.map { moment in
      number += 1 + random.below(6)
      return DemoBuild(
        number: number, commit: random.commit(), digest: random.digest(), pushedAt: moment)
    }
    var versions = DemoVersions(startsWithV: image.startsWithV)
    for position in random.positions(image.tagCount * 3 / 20, of: builds.count) {
      builds[position].release = versions.next(build: builds[position].number, random: &random)
    }
    return builds
  }

  /// Those of `builds` that were copied into another namespace, with the time when it was done.
  static func promoted(
    _ builds: [DemoBuild], to image: DemoImage, random: inout DemoRandom
  ) -> [DemoBuild] {
    builds.compactMap { build in
      var build = build
      let delay: Int64
      switch image.stage {
      case .development: return build
      case .staging:
        guard random.isTrue(percent: build.release == nil ? 55 : 80) else { return nil }
        delay = 180 + random.below(7_200)
      case .production:
        // Besides the stable releases there are a few fixes that could not wait for one.
        guard build.release?.isStable ?? random.isTrue(percent: 15) else { return nil }
        delay = 86_400 + random.below(5 * 86_400)
      }
      build.pushedAt = DemoCalendar.later(build.pushedAt, seconds: delay, random: &random)
      let isInTime = image.openedAt <= build.pushedAt && build.pushedAt < DemoCalendar.lastEvening
      return isInTime ? build : nil
    }
  }
}

/// Gives releases their versions, which only rise.
private struct DemoVersions {
  let startsWithV: Bool
  private var major = 1
  private var minor = 0
  private var patch = 0
  /// Number of the candidate that was released last, where its final release is still to come.
  private var candidate: Int?
  private var isFirst = true

  init(startsWithV: Bool) { self.startsWithV = startsWithV }

  mutating func next(build: Int64, random: inout DemoRandom) -> DemoBuild.Release {
    let suffix = advance(build: build, random: &random)
    // People forget the letter now and then.
    let hasV = startsWithV != random.isTrue(percent: 8)
    return DemoBuild.Release(
      name: "\(hasV ? "v" : "")\(major).\(minor).\(patch)\(suffix ?? "")", major: major,
      isStable: suffix == nil)
  }

  /// Moves on to the next version and tells what follows its numbers, if anything.
  private mutating func advance(build: Int64, random: inout DemoRandom) -> String? {
    if isFirst {
      isFirst = false
      return nil
    }
    if let last = candidate {
      if random.isTrue(percent: 55) {
        candidate = nil
        return nil
      }
      candidate = last + 1
      return "-rc.\(last + 1)"
    }
    switch random.below(100) {
    case ..<58:
      patch += 1
      return nil
    case ..<64:
      patch += 1
      return "-build.\(build)"
    case ..<95:
      (minor, patch) = (minor + 1, 0)
    default:
      (major, minor, patch) = (major + 1, 0, 0)
    }
    guard random.isTrue(percent: 60) else { return nil }
    candidate = 1
    return "-rc.1"
  }
}

/// When things happen in the demo registry. No clock is read.
enum DemoCalendar {
  /// The last day on which something happens, 2026-11-20, in days since 1970-01-01.
  static let lastDay = Timestamp.daysSince1970(year: 2026, month: 11, day: 20)
  /// When the last builds are pushed, which leaves time to tag them.
  static let lastEvening = moment(day: lastDay, second: 72_000)

  static func moment(day: Int64, second: Int64) -> Timestamp {
    Timestamp(nanoseconds: (day * 86_400 + second) * 1_000_000_000)
  }

  /// A moment so many seconds later, with another fraction.
  static func later(
    _ moment: Timestamp, seconds: Int64, random: inout DemoRandom
  ) -> Timestamp {
    let whole = moment.nanoseconds / 1_000_000_000 + 1 + seconds
    return Timestamp(nanoseconds: whole * 1_000_000_000 + random.fraction())
  }

  /// A moment when people are at work, mostly around noon; on a weekend seldom, else on the Friday
  /// before it.
  static func workingTime(on day: Int64, random: inout DemoRandom) -> Timestamp {
    // 1970-01-01 was a Thursday: Saturday is 2 and Sunday 3.
    let weekday = day % 7
    let isFree = weekday == 2 || weekday == 3
    let worked = isFree && random.isTrue(percent: 85) ? day - (weekday - 1) : day
    let second = 6 * 3_600 + random.below(7 * 3_600) + random.below(6 * 3_600)
    return later(moment(day: worked, second: second), seconds: 0, random: &random)
  }
}
