namespace SPAgent;

/// <summary>Sessions by their ids.</summary>
internal sealed class LabelledSessions(SessionStore store) : LabelledRecords
{
    public override Comparer<string> Order { get; } = Comparer<string>.Create(string.CompareOrdinal);

    public override string? Spell(string id) => id.Length > 0 ? id : null;

    public override bool Contains(string id) => store.Holds(id);

    public override string IdentityOf(string id)
    {
        try
        {
            return RecordIdentity.Of(store.Load(id));
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return RecordIdentity.Unknown;
        }
    }

    protected override string Refusal(string id)
    {
        string shown = TerminalText.Line(id.Length <= 60 ? id : id[..60] + "…");
        IReadOnlyList<string> near = NearNames.Of(store.ListSessionIds(), id, MostNamed);
        return near.Count == 0 ? $"{store.SessionsPath}: there is no session {shown}, nor any other."
            : $"{store.SessionsPath}: there is no session {shown}. The nearest are {string.Join(", ", near)}.";
    }
}
