namespace SPAgent;

/// <summary>A session that can't be read: torn, foreign, or without its file.</summary>
/// <param name="Folder">The session's folder, as an absolute path.</param>
/// <param name="Reason">Where it fails, what was seen, what to do.</param>
[TypeFormatterSource]
public sealed record UnreadableSession(string Folder, string Reason);
