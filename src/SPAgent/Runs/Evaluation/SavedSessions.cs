namespace SPAgent;

/// <summary>Which sessions a run of questions keeps; the others leave a line in <c>failures.jsonl</c>.</summary>
public enum SavedSessions
{
    /// <summary>Those with an answer.</summary>
    Successful,

    /// <summary>Those whose answer the reward calls a success.</summary>
    Correct,

    /// <summary>All that came to an end, those without an answer too.</summary>
    All,
}
