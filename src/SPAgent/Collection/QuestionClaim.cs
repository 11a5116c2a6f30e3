namespace SPAgent;

/// <summary>A question that only this process asks, until it is disposed.</summary>
internal sealed class QuestionClaim(Action<bool?> note, Action release) : IDisposable
{
    /// <summary>Says that it is asked from now on.</summary>
    public void Begin() => note(null);

    /// <summary>Says what became of it; a question that was given up says nothing.</summary>
    public void End(bool answered) => note(answered);

    public void Dispose() => release();
}
