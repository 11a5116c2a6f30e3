using System.Collections.Immutable;

namespace SPAgent;

/// <summary>How requests to one endpoint are written. What it refused is written in another way from then on, see
/// <see cref="RequestLadder"/>.</summary>
internal sealed record RequestShape
{
    public const string MaxTokens = "max_tokens", MaxCompletionTokens = "max_completion_tokens";

    /// <summary>What the limit of a reply's tokens is called.</summary>
    public string MaxTokensName { get; init; } = MaxTokens;

    /// <summary>Fields that are left out: sampling options, or what a server said and does not want back.</summary>
    public ImmutableHashSet<string> LeftOut { get; init; } = [];

    /// <summary>Whether the system's text stands in front of the user's.</summary>
    public bool SystemInUser { get; init; }

    /// <summary>Whether a message that only calls has empty text in place of null.</summary>
    public bool EmptyForNull { get; init; }

    /// <summary>Where pictures made by a tool are shown.</summary>
    public ToolPictures Pictures { get; init; }

    /// <summary>Whether the reply is asked for as a stream.</summary>
    public bool Streams { get; init; }

    /// <summary>Fields that the user gave for every request; they win over what is written otherwise.</summary>
    public ExtraBody Extra { get; init; } = ExtraBody.None;

    /// <summary>Whether a field is left out.</summary>
    public bool Leaves(string field) => LeftOut.Contains(field);
}
