/// Reads a whole file, unpacking what is compressed with gzip; an error's description names the file.
/// Sources of data do no I/O of their own, so that tests and the simulator can hand them any bytes.
public typealias FileReading = (_ path: String) throws -> [UInt8]
