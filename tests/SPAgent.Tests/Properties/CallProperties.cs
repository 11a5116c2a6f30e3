using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SPAgent.Tests.Properties;

/// <summary>What is true of every call, not of chosen ones.</summary>
public sealed class CallProperties
{
    private static readonly ToolSignature[] s_tools =
        [new("image_zoom_in_tool", new ZoomInTool().Schema), new("image_rotate_tool", new RotateTool().Schema)];

    [Fact]
    public void A_call_reads_back_whatever_its_label_says() =>
        Prop.ForAll(((int Left, int Top, int Right, int Bottom) box, string? label) =>
        {
            string text = Written([box.Left, box.Top, box.Right, box.Bottom], Whole(label));
            ToolRequest call = Assert.Single(CallReader.Read(text, s_tools)).Call;
            Assert.Null(call.Problem);
            Assert.Equal([box.Left, box.Top, box.Right, box.Bottom], Box(call));
            Assert.Equal(Whole(label), call.Arguments.GetProperty("label").GetString());
        }).QuickCheckThrowOnFailure();

    // What models leave out or put in too much, without which the call can still mean one thing only.
    [Fact]
    public void A_call_is_repaired_to_the_same_numbers() =>
        Prop.ForAll(((int Left, int Top, int Right, int Bottom) box, byte flaw) =>
        {
            string whole = Written([box.Left, box.Top, box.Right, box.Bottom], "a sign");
            string flawed = (flaw % 6) switch
            {
                0 => whole.Replace("}}", "},}", StringComparison.Ordinal),
                1 => whole.Replace("}}</", "}</", StringComparison.Ordinal),
                2 => whole.Replace('"', '\''),
                3 => whole.Replace("{\"name\"", "{{\"name\"", StringComparison.Ordinal)
                    .Replace("}}</", "}}}</", StringComparison.Ordinal),
                4 => whole.Replace("\"arguments\"", "\"parameters\"", StringComparison.Ordinal),
                _ => whole.Replace(", ", ",\n\t", StringComparison.Ordinal),
            };
            ToolRequest call = Assert.Single(CallReader.Read(flawed, s_tools)).Call;
            Assert.Null(call.Problem);
            Assert.Equal([box.Left, box.Top, box.Right, box.Bottom], Box(call));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_without_an_exception() =>
        Prop.ForAll((string? before, string? inside) =>
        {
            foreach (FoundCall found in CallReader.Read($"{before}<tool_call>{inside}", s_tools))
                Assert.NotNull(found.Call);
        }).QuickCheckThrowOnFailure();

    private static string Written(int[] box, string label) =>
        $"<tool_call>{{\"name\": \"image_zoom_in_tool\", \"arguments\": "
        + $"{{\"label\": {JsonSerializer.Serialize(label)}, "
        + $"\"bbox_2d\": [{string.Join(", ", box)}]}}}}</tool_call>";

    // JSON can't carry half of a pair of surrogates.
    private static string Whole(string? text) =>
        string.Concat((text ?? "").EnumerateRunes().Where(rune => rune.Value != 0xFFFD));

    private static double[] Box(ToolRequest call) =>
        [.. call.Arguments.GetProperty("bbox_2d").EnumerateArray().Select(side => side.GetDouble())];
}
