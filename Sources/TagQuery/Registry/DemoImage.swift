/// How one image of the demo registry is made up.
struct DemoImage {
  /// Where in the way from a commit to its users the image stands.
  enum Stage {
    /// It is built here.
    case development
    /// Some of the builds are tried here.
    case staging
    /// Stable releases run here.
    case production
  }

  var name: String
  var stage = Stage.development
  /// How many tags it has, exactly.
  var tagCount: Int
  /// The day on which it was made.
  var start: (year: Int64, month: Int64, day: Int64)
  /// Nightly builds, of 100 tags.
  var nightlies = 0
  /// Builds of pull requests, of 100 tags.
  var pullRequests = 0
  /// Tags with names that follow no rule.
  var oddities = 2
  /// Whether each month's state has a tag.
  var isMonthly = false
  /// Whether its versions are usually written with a `v`.
  var startsWithV = true
  var visibility = "inherit"

  /// The first day in days since 1970-01-01.
  var firstDay: Int64 {
    Timestamp.daysSince1970(year: start.year, month: start.month, day: start.day)
  }

  var openedAt: Timestamp { DemoCalendar.moment(day: firstDay, second: 0) }

  /// A day on which something was pushed: the team grows, so later ones come more often.
  func drawDay(random: inout DemoRandom) -> Int64 {
    let days = DemoCalendar.lastDay - firstDay + 1
    let day = random.below(days)
    return firstDay + (random.isTrue(percent: 50) ? max(day, random.below(days)) : day)
  }
}

/// Makes up the tags of one image.
struct DemoTags {
  let image: DemoImage
  let imageID: UniqueIdentifier
  /// What was pushed to the image, oldest first.
  let builds: [DemoBuild]
  var random: DemoRandom
  private(set) var tags: [TagRecord] = []

  private static let oddNames = [
    "test", "do-not-delete", "DEBUG", "tmp-alex", "hotfix_login", "buildcache", "v2-final",
    "2025.11.03-1", "old.main", "1", "Release_Candidate", "with-debug-symbols", "bisect.3f2a",
    "rollback", "v0", "perf-experiment",
  ]

  init(
    of image: DemoImage, id: UniqueIdentifier, builds: [DemoBuild], random: DemoRandom
  ) {
    self.image = image
    self.imageID = id
    self.builds = builds
    self.random = random
    tags.reserveCapacity(image.tagCount)
    addMoving()
    addReleases()
    if image.isMonthly { addMonths() }
    addNightlies()
    addPullRequests()
    addOddities()
    addBuilds(image.tagCount - tags.count)
  }

  private var stableBuilds: [DemoBuild] { builds.filter { $0.release?.isStable == true } }

  /// The tags that are moved to each new build of their kind.
  private mutating func addMoving() {
    let stable = stableBuilds
    addMoving("latest", over: stable)
    switch image.stage {
    case .development:
      addMoving("main", over: builds)
      for major in Set(stable.compactMap(\.release?.major)).sorted() {
        addMoving("v\(major)", over: stable.filter { $0.release?.major == major })
      }
    case .staging:
      addMoving("main", over: builds)
      addMoving("next", over: builds.filter { $0.release?.isStable == false })
    case .production:
      addMoving("stable", over: stable)
      addMoving("previous", over: stable.dropLast())
    }
  }

  private mutating func addMoving(_ name: String, over builds: [DemoBuild]) {
    guard let first = builds.first, let last = builds.last else { return }
    // It is moved once the release has its own tag.
    let delay = Self.longestRelease + random.below(60)
    add(
      name, last.digest,
      created: DemoCalendar.later(first.pushedAt, seconds: delay, random: &random),
      updated: DemoCalendar.later(last.pushedAt, seconds: delay, random: &random), status: .ready)
  }

  /// The most seconds from a build to the tag of its release.
  private static let longestRelease: Int64 = 1_800

  private mutating func addReleases() {
    for build in builds {
      guard let release = build.release else { continue }
      let delay = random.below(Self.longestRelease)
      add(
        release.name, build.digest,
        created: DemoCalendar.later(build.pushedAt, seconds: delay, random: &random))
    }
  }

  /// `release-2026.04`, with what was the newest stable release when the month began.
  private mutating func addMonths() {
    let stable = stableBuilds
    for month in (2025 * 12 + 1)...(2026 * 12 + 10) as ClosedRange<Int64> {
      let (year, month) = (month / 12, month % 12 + 1)
      let day = Timestamp.daysSince1970(year: year, month: month, day: 3 + random.below(5))
      let created = DemoCalendar.workingTime(on: day, random: &random)
      guard let build = stable.last(where: { $0.pushedAt < created }) else { continue }
      add("release-\(year).\(padded(month, to: 2))", build.digest, created: created)
    }
  }

  /// `nightly-2026-03-14`. Some nights nothing is new, and some builds are mended in the morning.
  private mutating func addNightlies() {
    let days = Int(DemoCalendar.lastDay - image.firstDay)
    var digest = random.digest()
    for position in random.positions(image.tagCount * image.nightlies / 100, of: days) {
      let day = image.firstDay + 1 + Int64(position)
      let date = Timestamp.civilDate(daysSince1970: day)
      if random.isTrue(percent: 88) { digest = random.digest() }
      let created = DemoCalendar.later(
        DemoCalendar.moment(day: day, second: 7_200), seconds: random.below(900), random: &random)
      var updated: Timestamp?
      if random.isTrue(percent: 15) {
        updated = DemoCalendar.later(
          created, seconds: 18_000 + random.below(14_400), random: &random)
      }
      add(
        "nightly-\(date.year)-\(padded(date.month, to: 2))-\(padded(date.day, to: 2))", digest,
        created: created, updated: updated)
    }
  }

  /// `pr-123`, moved when more is pushed to the pull request.
  private mutating func addPullRequests() {
    let count = image.tagCount * image.pullRequests / 100
    let moments = (0..<count).map { _ in
      DemoCalendar.workingTime(on: image.drawDay(random: &random), random: &random)
    }.sorted()
    var number = 1 + random.below(60)
    for created in moments {
      number += 1 + random.below(9)
      var updated: Timestamp?
      if random.isTrue(percent: 40) {
        let later = DemoCalendar.later(
          created, seconds: 600 + random.below(4 * 86_400), random: &random)
        updated = later < DemoCalendar.lastEvening ? later : nil
      }
      add("pr-\(number)", random.digest(), created: created, updated: updated)
    }
  }

  private mutating func addOddities() {
    for position in random.positions(image.oddities, of: Self.oddNames.count) {
      let created = DemoCalendar.workingTime(on: image.drawDay(random: &random), random: &random)
      let isCopy = random.isTrue(percent: 50)
      let earlier = builds.last { $0.pushedAt < created }
      let digest = isCopy ? earlier?.digest ?? random.digest() : random.digest()
      add(Self.oddNames[position], digest, created: created)
    }
  }

  /// `ci-1042-3f2a9c1` and `sha-3f2a9c1`: each build may have one of them, both or neither, and in
  /// all there are `count`.
  private mutating func addBuilds(_ count: Int) {
    precondition(count >= 0 && count <= builds.count * 2, "too many tags or too few builds")
    for position in random.positions(count, of: builds.count * 2) {
      let build = builds[position / 2]
      if position.isMultiple(of: 2) {
        add("ci-\(build.number)-\(build.commit)", build.digest, created: build.pushedAt)
      } else {
        add(
          "sha-\(build.commit)", build.digest,
          created: DemoCalendar.later(build.pushedAt, seconds: random.below(4), random: &random))
      }
    }
  }

  private mutating func add(
    _ name: String, _ digest: Digest, created: Timestamp, updated: Timestamp? = nil,
    status: Status? = nil
  ) {
    let drawn: Status =
      switch random.below(1_000) {
      case ..<7: .unknown
      case ..<16: .deleting
      case ..<28: .error
      case ..<40: .locked
      default: .ready
      }
    tags.append(
      TagRecord(
        id: random.identifier(), name: name, imageID: imageID, status: status ?? drawn,
        digest: digest, createdAt: created, updatedAt: updated ?? created))
  }
}
