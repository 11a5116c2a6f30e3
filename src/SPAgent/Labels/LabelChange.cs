namespace SPAgent;

/// <summary>What is marked on a trace or a session. What is not set here stays as it is.</summary>
[TypeFormatterSource]
public sealed record LabelChange
{
    private const int LongestTag = 100, LongestNote = 10_000, LongestAnswer = 100_000;

    /// <summary>Keep or drop; <see cref="LabelVerdict.None"/> takes an earlier verdict back. Default null: as it
    /// is.</summary>
    public LabelVerdict? Verdict { get; init; }

    /// <summary>Tags to add. Default none. A tag is 1 to 100 characters on one line.</summary>
    /// <exception cref="ArgumentException">One is blank, too long, or holds a control character.</exception>
    public IReadOnlyList<string> Tags { get; init => field = [.. value.Select(Tag)]; } = [];

    /// <summary>Tags to remove; those that are not there are no error. Default none.</summary>
    /// <exception cref="ArgumentException">One is no tag.</exception>
    public IReadOnlyList<string> Untag { get; init => field = [.. value.Select(Tag)]; } = [];

    /// <summary>Whether verdict, tags, note and answer are taken back, before the rest of this change is set. Default
    /// false.</summary>
    public bool Clear { get; init; }

    /// <summary>A note, at most 10,000 characters; an empty one takes it back. Default null: as it is.</summary>
    public string? Note { get; init => field = Text(value, LongestNote); }

    /// <summary>A better answer, at most 100,000 characters; an empty one takes it back. Default null: as it
    /// is.</summary>
    public string? Answer { get; init => field = Text(value, LongestAnswer); }

    /// <summary>Who marks. Default: the login name.</summary>
    /// <exception cref="ArgumentException">It is blank, over 100 characters, or holds a control character.</exception>
    public string Who { get; init => field = Name(value, "A name"); } =
        Environment.UserName is { Length: > 0 } name ? name : "unknown";

    /// <summary>The clock that says when. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Whether it changes nothing.</summary>
    internal bool IsEmpty =>
        this is { Verdict: null, Tags.Count: 0, Untag.Count: 0, Clear: false, Note: null, Answer: null };

    private static string Tag(string tag) => Name(tag, "A tag");

    private static string Name(string name, string what, [System.Runtime.CompilerServices.CallerMemberName]
        string member = "")
    {
        ArgumentNullException.ThrowIfNull(name, member);
        string trimmed = name.Trim();
        return trimmed.Length is > 0 and <= LongestTag && !trimmed.Any(char.IsControl) ? trimmed
            : throw new ArgumentException(
                $"{what} is 1 to {LongestTag} characters on one line, not \"{TerminalText.Line(Start(name))}\".");
    }

    private static string? Text(string? text, int longest) => text is null || text.Length <= longest ? text
        : throw new ArgumentException($"\"{TerminalText.Line(Start(text))}\" has {text.Length:N0} characters; "
            + $"at most {longest:N0} are kept.");

    private static string Start(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
