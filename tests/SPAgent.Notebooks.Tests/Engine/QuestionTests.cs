namespace SPAgent.Notebooks.Tests;

public sealed class QuestionTests : IDisposable
{
    private readonly Notebook _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Theory]
    [InlineData("1 + 1", CellCompleteness.Complete)]
    [InlineData("for (;;) {", CellCompleteness.Incomplete)]
    [InlineData("var s = \"\"\"", CellCompleteness.Incomplete)]
    [InlineData("var c = 'ab';", CellCompleteness.Invalid)]
    [InlineData("#!time\n1", CellCompleteness.Complete)]
    internal void Enter_knows_whether_the_code_is_whole(string code, CellCompleteness expected) => Assert.Equal(expected, CellQuestions.Completeness(code));

    [Theory]
    [InlineData("who", "whole")]
    [InlineData("whole.Trim().Le", "Length")]
    [InlineData("numbers.Whe", "Where")]
    [InlineData("numbers?.Cou", "Count")]
    [InlineData("System.Text.StringB", "StringBuilder")]
    [InlineData("Math.Ma", "Max")]
    [InlineData("foreac", "foreach")]
    [InlineData("Raster", "RasterImage")]
    [InlineData("disp", "display")]
    [InlineData("#!ti", "#!time")]
    [InlineData("#!time\nwho", "whole")]
    public async Task Completion_offers_what_fits(string code, string expected)
    {
        await _notebook.RunAsync("string whole = \"x\"; var numbers = new List<int>();");
        (int start, IReadOnlyList<CellCompletion> words) = _notebook.Engine.Questions.Complete(code, code.Length);
        Assert.Contains(expected, words.Select(word => word.Text));
        Assert.StartsWith(code[start..], expected, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("}}}}((", 4)]
    [InlineData("a.b.c.", 6)]
    [InlineData("\"abc", 2)]
    public void Completion_takes_any_text(string code, int cursor) => _notebook.Engine.Questions.Complete(code, cursor);

    [Fact]
    public async Task A_member_is_described_with_its_documentation()
    {
        await _notebook.RunAsync("RasterImage picture = RasterImage.FromPixels(1, 1, new byte[3]);");
        string? told = _notebook.Engine.Questions.Inspect("picture.PixelSha256", 12);
        Assert.StartsWith("string RasterImage.PixelSha256()", told, StringComparison.Ordinal);
        Assert.Contains("SHA-256", told, StringComparison.Ordinal);
    }
}
