/// An object, which is one allocation, that nobody needs.
final class Waste {}

/// What it is given, but the compiler can't know, and so can't do without asking for its memory.
@inline(never)
@_optimize(none)
func kept<Value>(_ value: Value) -> Value { value }
