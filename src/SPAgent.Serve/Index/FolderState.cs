namespace SPAgent.Serve;

/// <summary>What is known of a folder at a moment.</summary>
/// <param name="Version">Grows whenever something has changed.</param>
/// <param name="Known">Items in the folder.</param>
/// <param name="Indexed">Those of them that are in the index.</param>
/// <param name="Failures">Conversations that failed.</param>
/// <param name="PerMinute">Items that came within the last minute.</param>
/// <param name="AtWork">Whether a run is under way: it holds its lock, or items came within the last minute.</param>
/// <param name="Marks">How often what is marked has changed.</param>
/// <param name="Queue">Who works for the run, where it has a queue.</param>
internal sealed record FolderState(
    long Version, int Known, int Indexed, int Failures, int PerMinute, bool AtWork, int Marks, QueueProgress? Queue);
