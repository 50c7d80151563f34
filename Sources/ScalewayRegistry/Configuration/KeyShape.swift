import RegistryHTTP
import TagQuery

// The shapes of keys. A key that is mistyped is told from one that is not allowed before anything
// is sent.
enum KeyShape {
  /// Throws where a text is no secret key. It is not repeated: what was pasted in its place may be
  /// another secret.
  static func secretKey(
    _ text: String, _ source: ScalewayConfiguration.Source
  ) throws(ScalewayConfigurationError) -> Secret {
    guard UniqueIdentifier(text) != nil else {
      let what =
        isAccessKey(text)
        ? "is an access key, and the secret key belongs there"
        : "is no secret key, which looks like 11111111-1111-1111-1111-111111111111"
      throw ScalewayConfigurationError(
        "the value of \(source) \(what); copy it again from where the key was made, or make a new "
          + "API key")
    }
    return Secret(text)
  }

  /// Throws where a text is no access key.
  static func accessKey(
    _ text: String, _ source: ScalewayConfiguration.Source
  ) throws(ScalewayConfigurationError) -> String {
    guard isAccessKey(text) else {
      let what =
        UniqueIdentifier(text) == nil
        ? "is no access key, which looks like SCWXXXXXXXXXXXXXXXXX (SCW and 17 capitals or digits)"
        : "looks like a secret key, and the access key belongs there"
      throw ScalewayConfigurationError(
        "the value of \(source) \(what); copy it again from the console")
    }
    return text
  }

  private static func isAccessKey(_ text: String) -> Bool {
    text.utf8.count == 20 && text.hasPrefix("SCW")
      && text.utf8.allSatisfy {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
  }

  /// Throws where a text does not look like a region: two letters, a hyphen, three to seven
  /// letters. Which regions there are is for the API to say.
  static func region(
    _ text: String, _ source: ScalewayConfiguration.Source
  ) throws(ScalewayConfigurationError) -> String {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let isRegion =
      parts.count == 2 && parts[0].utf8.count == 2 && (3...7).contains(parts[1].utf8.count)
      && parts.allSatisfy { part in
        part.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
      }
    guard isRegion else {
      throw ScalewayConfigurationError(
        "'\(shown(text))' of \(source) is no region; regions are called "
          + "\(ScalewayRegistry.knownRegions.joined(separator: ", "))")
    }
    return text
  }

  /// Throws where a token cannot be sent in a header.
  static func token(_ text: String) throws(ScalewayConfigurationError) -> Secret {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw ScalewayConfigurationError(
        "TAGQ_TOKEN has a blank or another character that cannot be sent; set it again without")
    }
    return Secret(text)
  }
}
