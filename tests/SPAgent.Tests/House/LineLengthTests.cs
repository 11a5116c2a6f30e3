using System.Text.RegularExpressions;

namespace SPAgent.Tests.House;

/// <summary>Lines of code and comments end at 120 columns. What stands between quotes may be longer: data and patterns
/// are not broken.</summary>
public sealed partial class LineLengthTests
{
    private const int Columns = 120;

    [Fact]
    public void No_line_is_longer_than_120_columns_but_for_its_texts() =>
        Assert.Empty(from folder in (string[])["src", "tests"]
                     from file in Directory.EnumerateFiles(Path.Combine(Fixtures.Root, folder), "*.cs",
                         SearchOption.AllDirectories)
                     where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
                     from number in TooLong(File.ReadAllLines(file))
                     select $"{Path.GetRelativePath(Fixtures.Root, file)}:{number}");

    [Theory]
    [InlineData(120, 0)]
    [InlineData(121, 1)]
    public void A_line_of_code_is_counted(int length, int expected) =>
        Assert.Equal(expected, TooLong([new string('x', length)]).Count());

    [Fact]
    public void Texts_are_not_counted()
    {
        string text = new('x', 130);
        Assert.Empty(TooLong([$"Say(\"{text}\");", "string raw = \"\"\"", text, "\"\"\";"]));
        Assert.Equal([4], TooLong(["string raw = \"\"\"", "x", "\"\"\";", text]));
    }

    private static IEnumerable<int> TooLong(string[] lines)
    {
        bool inside = false;
        for (int i = 0; i < lines.Length; i++)
        {
            int fences = RawFence().Count(lines[i]);
            if (!inside && fences == 0 && lines[i].Length > Columns && Text().Replace(lines[i], "").Length > Columns)
                yield return i + 1;
            if (fences % 2 == 1) inside = !inside;
        }
    }

    [GeneratedRegex("\"\"\"")]
    private static partial Regex RawFence();

    [GeneratedRegex("""@"(?:[^"]|"")*"|"(?:[^"\\]|\\.)*"|"(?:[^"\\]|\\.)*$""")]
    private static partial Regex Text();
}
