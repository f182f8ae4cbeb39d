/// How much data may be asked for.
enum DataLimits {
  /// The most features a sample may have: no network takes more, so a stray index in a LIBSVM file fills
  /// no memory.
  static let featureCountMaximum = Network.widthMaximum
  /// The most columns of a table, of which a model need not take all.
  static let columnCountMaximum = 1 << 24
  /// The most feature values that are held in memory: 16 GiB of floats.
  static let valueCountMaximum = 1 << 32
  /// The most classes; a class index has 16 bits.
  static let classCountMaximum = 1 << 16
  /// The most bytes of an array's header, and of one of its elements.
  static let arrayHeaderBytesMaximum = 1 << 16
  /// The most dimensions that an array may have, as in numpy.
  static let arrayDimensionsMaximum = 64
  /// The most values of a column of categories; a column with more is something else, such as a name.
  static let categoriesMaximum = 10_000
  /// How many Unicode scalars of a wrong field are repeated in an error.
  static let quotedScalarsMaximum = 40
}
