import Testing

import Rendering

@Suite("Quoted text")
struct QuotedTextTests {
  @Test(
    "stays on one line and in its quotes",
    arguments: [
      ("it's é", "\"it's é\""), ("a\"b\\", "\"a\\\"b\\\\\""), ("a\nb\tc", "\"a\\nb\\tc\""),
      ("\u{1B}[2J\u{2028}\u{202E}", "\"\\u{1b}[2J\\u{2028}\\u{202e}\""),
    ])
  func quotes(_ text: String, _ expected: String) {
    #expect(text.quoted == expected)
  }
}
