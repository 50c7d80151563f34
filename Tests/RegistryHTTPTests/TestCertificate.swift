import Foundation
import HTTPTestServer
import Testing

/// A certificate that is made for a test, signed by itself, with its key.
struct TestCertificate {
  private let folder: URL
  /// The file of the certificate, which is also what to trust.
  var path: String { folder.appending(path: "cert.pem").path(percentEncoded: false) }
  var identity: TestServer.Identity {
    TestServer.Identity(
      certificate: path, key: folder.appending(path: "key.pem").path(percentEncoded: false))
  }

  /// A certificate for a name, valid between two days (`20200101`).
  init(name: String = "localhost", from: String = "20200101", to: String = "20990101") async throws
  {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "tagq-certificate-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write("ca.cnf", Self.configuration(name))
    try write("index.txt", "")
    try write("serial", "01\n")
    try await openssl(
      "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
      "key.pem", "-out", "request.pem", "-subj", "/CN=test")
    try await openssl(
      "ca", "-config", "ca.cnf", "-selfsign", "-batch", "-notext", "-startdate",
      "\(from)000000Z", "-enddate", "\(to)000000Z", "-in", "request.pem", "-keyfile", "key.pem",
      "-out", "cert.pem")
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  private static func configuration(_ name: String) -> String {
    """
    [ca]
    default_ca = authority
    [authority]
    database = index.txt
    serial = serial
    new_certs_dir = .
    default_md = sha256
    policy = any
    x509_extensions = extensions
    [any]
    commonName = supplied
    [extensions]
    subjectAltName = DNS:\(name)
    basicConstraints = CA:TRUE

    """
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  private func openssl(_ arguments: String...) async throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    try #require(status == 0, "openssl \(arguments.joined(separator: " "))")
  }
}
