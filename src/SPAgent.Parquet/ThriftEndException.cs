namespace SPAgent;

/// <summary>
/// Metadata that ends before it is whole. More bytes may help where only a part of a file was at hand.
/// </summary>
internal sealed class ThriftEndException() : Exception("its metadata ends too early. The file is damaged.");
