namespace SPAgent;

/// <summary>One message of a row. Pictures stand in front of the text, or inside it where it says
/// <c>&lt;image&gt;</c>.</summary>
internal sealed record TrainingMessage
{
    public static ReadOnlySpan<byte> Placeholder => "<image>"u8;

    public required TrainingRole Role { get; init; }

    public EncodedText Text { get; init; }

    /// <summary>What each tool said, apart from its pictures; for a message of tools.</summary>
    public IReadOnlyList<EncodedText> Told { get; init; } = [];

    /// <summary>Whether it holds a call that failed: the model went on from it, and is not to learn it.</summary>
    public bool IsMistake { get; init; }

    /// <summary>Turn that it belongs to, from 1.</summary>
    public required int Turn { get; init; }

    public int LeadingImages { get; init; }

    /// <summary>How many <c>&lt;image&gt;</c> in the text stand for a picture; a format with placeholders refuses any
    /// other.</summary>
    public int InlineImages { get; init; }

    public IReadOnlyList<TrainingCall> Calls { get; init; } = [];

    public int Images => LeadingImages + InlineImages;
}
