import RegistryHTTP
import TagQuery

extension ScalewayConfiguration {
  /// What is set, and where: a finding each.
  var findings: [Finding] {
    var findings = [fileFinding]
    findings.append(
      Finding(
        .good, "profile",
        profile.map { "'\(shown($0.value))' (\($0.source))" } ?? "none, so the root counts"))
    findings.append(keyFinding)
    if let accessKey {
      findings.append(Finding(.good, "access key", "\(accessKey.value) (\(accessKey.source))"))
    }
    findings.append(Finding(.good, "region", "\(region.value) (\(region.source))"))
    if let projectID {
      findings.append(
        Finding(.good, "project", "\(shown(projectID.value)) (\(projectID.source))"))
    }
    if let organizationID {
      findings.append(
        Finding(
          .good, "organisation", "\(shown(organizationID.value)) (\(organizationID.source))"))
    }
    findings.append(
      Finding(.good, "address", "\(shown(endpoint.value.description)) (\(endpoint.source))"))
    findings.append(proxyFinding)
    if let trustedCertificates {
      findings.append(
        Finding(
          .good, "certificates",
          "\(shown(trustedCertificates.value)) (\(trustedCertificates.source))"))
    }
    return findings + warnings.map { Finding(.warning, "configuration", $0) }
  }

  private var fileFinding: Finding {
    if let file { return Finding(.good, "file", shown(file)) }
    return Finding(.good, "file", "none, so the environment counts")
  }

  private var keyFinding: Finding {
    if let secretKey {
      return Finding(.good, "secret key", "\(secretKey.value) (\(secretKey.source))")
    }
    return endpoint.source == .request
      ? Finding(
        .warning, "secret key", "none is sent to \(shown(endpoint.value.description))",
        mend: "set TAGQ_TOKEN if it wants one")
      : Finding(
        .bad, "secret key", "none is set",
        mend: "run scw init, or set SCW_SECRET_KEY (the console makes API keys)")
  }

  private var proxyFinding: Finding {
    do throws(ProxySettings.Problem) {
      guard let proxy = try proxies.proxy(for: endpoint.value) else {
        return Finding(.good, "proxy", "none")
      }
      return Finding(.good, "proxy", shown(proxy.description))
    } catch {
      return Finding(.bad, "proxy", shown(error.message))
    }
  }
}
