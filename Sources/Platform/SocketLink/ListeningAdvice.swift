import Glibc

extension LinkError {
  /// The error with what to do about it, for a server that could not listen.
  public var listeningDescription: String {
    let advice =
      switch code {
      case EADDRINUSE: "another program does; choose another port, or * for a free one"
      case EADDRNOTAVAIL, ENODEV:
        "that is no address of this machine; 127.0.0.1 is one, * stands for all of IPv4 and [::] for all of IPv6"
      case EMFILE, ENFILE:
        "the limit of open files leaves none for connections; raise it (ulimit -n)"
      case ENAMETOOLONG: "a socket's path has at most 107 bytes"
      default: ""
      }
    return advice.isEmpty ? description : "can't \(action): \(advice)"
  }
}
