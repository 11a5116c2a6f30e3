namespace SPAgent.Internal;

/// <summary>
/// How code of a cell gets a place in the notebook whose content it can replace: the host offers it to whatever runs in
/// the cell, on each thread and task that the cell starts. A script has none.
/// </summary>
public static class LiveDisplay
{
    private static readonly AsyncLocal<Func<Action<MimeBundle>>?> s_open = new();

    /// <summary>Opens a new place. The first bundle given to it is shown, each later one takes the place of the one
    /// before. Null without a host.</summary>
    public static Func<Action<MimeBundle>>? Open
    {
        get => s_open.Value;
        set => s_open.Value = value;
    }
}
