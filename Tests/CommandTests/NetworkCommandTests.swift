import Foundation
import Testing

/// The command and a server of the Tags API, over a real socket.
@Suite struct NetworkCommandTests {
  private let tagq: TagqProcess

  init() throws { tagq = try TagqProcess() }

  @Test func whatIsServedIsWhatIsThere() throws {
    let server = try ServedRegistry("--registry", "demo:", "--quiet")
    defer { server.stop() }
    let query =
      "tags namespace=web where status != ready order by name desc | select name, ref, status"
    let served = try tagq(query, "--registry", server.address, "--stats")
    #expect(served.code == 0)
    #expect(
      try !served.output.isEmpty && served.output == tagq(query, "--registry", "demo:").output)
    #expect(served.errors.contains("\"retries\":0"))
    #expect(!served.errors.contains("\"bytes\":0"))
    let export = try tagq("export", "--registry", server.address, "--region", "all")
    let demo = try tagq("export", "--registry", "demo:")
    #expect(export.lines.count == demo.lines.count)
  }

  @Test func aServerThatFailsOftenIsReadAllTheSame() throws {
    let server = try ServedRegistry(
      "--registry", "demo:", "--quiet", "--seed", "7", "--faults",
      "429=0.1,500=0.1,reset=0.1,truncate=0.05,garbage=0.05")
    defer { server.stop() }
    let outcome = try tagq(
      "tags image=web/api | count", "--registry", server.address, "--stats")
    #expect(outcome.output == "{\"count\":420}\n")
    #expect(outcome.code == 0)
  }

  @Test func aTokenIsAskedForAndGiven() throws {
    let server = try ServedRegistry(
      "--registry", "demo:", "--quiet", environment: ["TAGQ_TOKEN": "open-sesame"])
    defer { server.stop() }
    let place = ["--registry", server.address]
    let denied = try tagq("tags image=web/api | count", place[0], place[1])
    #expect(denied.code == 1)
    #expect(denied.output.isEmpty)
    let token = ["TAGQ_TOKEN": "open-sesame"]
    let traced = try tagq(
      "tags image=web/api | count", place[0], place[1], "--trace", environment: token)
    #expect(traced.output == "{\"count\":420}\n")
    #expect(traced.errors.contains("GET http://"))
    #expect(!traced.errors.contains("open-sesame"))
    // The vendor's own key is for its own host only.
    let key = ["SCW_SECRET_KEY": "11111111-2222-4333-8444-555555555555"]
    let other = try tagq(
      "tags image=web/api | count", place[0], place[1], "--trace", environment: key)
    #expect(other.code == 1)
    #expect(!other.errors.contains("11111111"))
  }

  @Test func aDeletionOverTheNetworkStays() throws {
    let server = try ServedRegistry("--registry", "demo:", "--quiet")
    defer { server.stop() }
    let query = "tags image=web/docs where name ~ /^(ci|sha)-/ and pushed < 2025-10-08 | delete"
    let deletion = try tagq(query, "--yes", "--registry", server.address)
    #expect(deletion.code == 0)
    let left = "tags image=web/docs where name ~ /^(ci|sha)-/ and pushed < 2025-10-08 | count"
    #expect(try tagq(left, "--registry", server.address).output == "{\"count\":2}\n")
  }

  @Test func theDoctorSaysWhatIsWrongAndHowToMendIt() throws {
    let server = try ServedRegistry("--registry", "demo:", "--quiet")
    let good = try tagq("doctor", "--registry", server.address)
    #expect(good.code == 0)
    server.stop()
    let bad = try tagq("doctor", "--registry", server.address)
    #expect(bad.code == 1)
    #expect(bad.output.contains("failed"))
    let wrong = try tagq(
      "doctor", "--registry", "scaleway", environment: ["SCW_SECRET_KEY": "not-a-key"])
    #expect(wrong.code != 0)
    #expect(!(wrong.output + wrong.errors).contains("not-a-key"))
  }

  @Test func anAPIThatIsDownEndsTheRunInTime() throws {
    let server = try ServedRegistry("--registry", "demo:", "--quiet", "--faults", "503=1")
    defer { server.stop() }
    let outcome = try tagq(
      "tags image=web/api | count", "--registry", server.address, "--timeout", "1s")
    #expect(outcome.code == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("503"))
  }

  @Test func ctrlCEndsARequestThatIsNotAnswered() throws {
    // Long enough that a run which waited for the answer would be noticed.
    let server = try ServedRegistry("--registry", "demo:", "--quiet", "--latency", "60000")
    defer { server.stop() }
    for query in ["tags | count", "tags image=web/docs where name ~ /^ci-/ | delete"] {
      let process = Process()
      process.executableURL = TagqProcess.executable
      process.arguments = [query, "--yes", "--trace", "--registry", server.address]
      let (output, errors) = (Pipe(), Pipe())
      process.standardOutput = output
      process.standardError = errors
      let start = ContinuousClock.now
      try process.run()
      // The first line of the trace tells that the request is sent.
      #expect(try errors.fileHandleForReading.read(upToCount: 1)?.isEmpty == false)
      process.interrupt()
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      #expect(start.duration(to: .now) < .seconds(50))
      #expect(try output.fileHandleForReading.readToEnd() ?? Data() == Data())
    }
  }

  @Test func aServerEndsWellWhenItIsTold() throws {
    let server = try ServedRegistry("--registry", "demo:", "--quiet")
    #expect(server.stop() == 0)
  }
}
