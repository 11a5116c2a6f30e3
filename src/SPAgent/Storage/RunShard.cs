using System.Globalization;

namespace SPAgent;

/// <summary>
/// One of n parts of a run, counted from 0, that a scheduler starts on its own: it takes the positions p of the
/// selected rows with p mod n = index, so that hard rows are spread evenly. Each has a folder of its own.
/// </summary>
[TypeFormatterSource]
public readonly record struct RunShard
{
    private const string Prefix = "shard-", Middle = "-of-";
    private const int Digits = 5, Most = 99_999;

    /// <summary>Shard <paramref name="index"/> of <paramref name="count"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them is outside its range.</exception>
    public RunShard(int index, int count) =>
        (Count, Index) = (Ranges.Check(count, 1, Most, "shard"), Ranges.Check(index, 0, count - 1, "shard"));

    /// <summary>Which of the parts: from 0 to <see cref="Count"/> − 1.</summary>
    public int Index { get; }

    /// <summary>How many there are: from 1 to 99,999.</summary>
    public int Count { get; }

    /// <summary>The folder of the shard in that of the run: <c>shard-00003-of-01000</c>.</summary>
    public string FolderName =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Index:00000}{Middle}{Count:00000}");

    /// <summary>Reads <c>3/1000</c>.</summary>
    /// <exception cref="ArgumentException">It is no shard, for example 1000/1000: they count from 0.</exception>
    public static RunShard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        if (parts.Length == 2 && IsNumber(parts[0], out int index) && IsNumber(parts[1], out int count)
            && count is > 0 and <= Most && index < count) return new(index, count);
        throw new ArgumentException(
            $"A shard is i/n, counted from 0, such as 0/4, 1/4, 2/4 and 3/4 of four; n is at most {Most:N0}. "
            + $"\"{TerminalSafe(text)}\" is none.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    /// <summary>Whether the shard takes the row at a position of the selected list.</summary>
    internal bool Takes(int position) => position % Count == Index;

    /// <summary>The shard that a folder is named after; null for any other name.</summary>
    internal static RunShard? OfFolder(ReadOnlySpan<char> name)
    {
        const int length = 5 + 1 + Digits + 4 + Digits;
        if (name.Length != length || !name.StartsWith(Prefix)
            || !name[(Prefix.Length + Digits)..].StartsWith(Middle)) return null;
        return IsNumber(name.Slice(Prefix.Length, Digits), out int index) && IsNumber(name[^Digits..], out int count)
            && index < count ? new(index, count) : null;
    }

    private static bool IsNumber(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string TerminalSafe(string text) =>
        string.Concat(text.Take(40).Select(letter => char.IsControl(letter) ? '?' : letter));
}
