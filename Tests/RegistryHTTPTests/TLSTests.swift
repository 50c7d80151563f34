import HTTPTestServer
import RegistryHTTP
import Testing

@Suite struct TLSTests {
  private func outcome(
    of certificate: TestCertificate, host: String = "localhost", trusts: TestCertificate?,
    isInsecure: Bool = false
  ) async throws -> Result<HTTPAnswer, TransportError> {
    try await TestServer.run(identity: certificate.identity) { _ in
      .answer(200, body: [1, 2, 3])
    } body: { server in
      try await RegistryHTTPTests.outcome(of: "https://\(host):\(server.port)") {
        $0.trustedCertificates = trusts?.path
        $0.isInsecure = isInsecure
      }
    }
  }

  @Test func onlyWhoIsTrustedIsSpokenTo() async throws {
    let certificate = try await TestCertificate()
    let other = try await TestCertificate()
    defer {
      certificate.remove()
      other.remove()
    }
    #expect(try await outcome(of: certificate, trusts: certificate).get().body == [1, 2, 3])
    #expect(kind(try await outcome(of: certificate, trusts: nil)) == .certificate(.untrusted))
    #expect(kind(try await outcome(of: certificate, trusts: other)) == .certificate(.untrusted))
    let insecure = try await outcome(of: certificate, trusts: nil, isInsecure: true)
    #expect(try insecure.get().status == 200)
  }

  @Test func theNameHasToFit() async throws {
    let certificate = try await TestCertificate(name: "example.com")
    defer { certificate.remove() }
    let result = try await outcome(of: certificate, trusts: certificate)
    #expect(kind(result) == .certificate(.wrongName))
  }

  @Test func theTimeHasToFit() async throws {
    let past = try await TestCertificate(from: "20200101", to: "20200201")
    let future = try await TestCertificate(from: "20900101", to: "20990101")
    defer {
      past.remove()
      future.remove()
    }
    #expect(kind(try await outcome(of: past, trusts: past)) == .certificate(.expired))
    #expect(kind(try await outcome(of: future, trusts: future)) == .certificate(.notYetValid))
  }

  @Test func whoSpeaksNoTLSIsNotTriedAgain() async throws {
    try await TestServer.run { _ in
      .answer(200)
    } body: { server in
      let result = try await RegistryHTTPTests.outcome(of: "https://localhost:\(server.port)")
      #expect(kind(result) == .tls)
    }
  }

  @Test func aFileThatHasNoCertificatesIsAnError() async throws {
    let result = try await RegistryHTTPTests.outcome(of: "https://localhost:1") {
      $0.trustedCertificates = "/dev/null"
    }
    #expect(kind(result) == .notAllowed)
  }
}
