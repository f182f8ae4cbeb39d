import Testing

/// What an operator can do wrong: one clear sentence, the documented exit code, and nothing lost or
/// overwritten.
@Suite(.serialized) enum BadInputTests {}
