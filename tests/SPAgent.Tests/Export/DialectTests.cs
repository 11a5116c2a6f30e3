using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Export;

/// <summary>A training row says the very words, and shows the very pictures, that were sent to the model.</summary>
public sealed class DialectTests : IDisposable
{
    private const string Found = "found 2 cars: [10, 20, 30, 40], [50, 60, 70, 80]";
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public DialectTests() => _streets = StreetFolder.Make(_folder["streets"], rows: 1, width: 640, height: 480);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ToolsMode.Prompt)]
    [InlineData(ToolsMode.Native)]
    public async Task What_an_expert_says_and_shows_stands_in_every_format(ToolsMode mode)
    {
        ScriptedModel model = await DistilAsync(mode);
        ChatMessage[] sent = [.. model.Requests[^1]];
        byte[][] pictures = [.. sent.SelectMany(message => message.Contents).OfType<DataContent>()
            .Select(picture => picture.Data.ToArray())];
        Assert.Contains(Found, string.Concat(sent.SelectMany(message => message.Contents).Select(Words)),
            StringComparison.Ordinal);
        foreach (TrainingFormat format in TrainingFormat.All)
        {
            foreach (ToolStyle style in Enum.GetValues<ToolStyle>())
            {
                string output = _folder[$"{format}-{style}"];
                ExportReport report = await TraceStore.Open(_folder["out"]).ExportAsync(
                    output, format,
                    new()
                    {
                        Dataset = _streets,
                        ToolStyle = style,
                        Tools = [new Detector()],
                        Images = format.EmbedsImages ? null : ImageHandling.Copy
                    },
                            TestContext.Current.CancellationToken);
                Assert.Equal((1, 0), (report.Rows, report.RefusedCount));
                string row =
                    await File.ReadAllTextAsync(
                        Path.Combine(output.Length > 0 && Directory.Exists(output) ? output : "",
                            Directory.Exists(output) ? report.Files[0].Path : output),
                                TestContext.Current.CancellationToken);
                Assert.Contains("found 2 cars", row, StringComparison.Ordinal);
                if (!format.EmbedsImages) continue;
                byte[] bytes = await File.ReadAllBytesAsync(Directory.Exists(output)
                    ? Path.Combine(output, report.Files[0].Path) : output, TestContext.Current.CancellationToken);
                Assert.All(pictures, picture => Assert.True(
                    bytes.AsSpan().IndexOf(format.IsFolder ? picture
                        : Encoding.ASCII.GetBytes(Convert.ToBase64String(picture))) >= 0, $"{format}"));
            }
        }
    }

    [Fact]
    public async Task In_text_style_the_observation_is_the_message_that_was_sent()
    {
        ScriptedModel model = await DistilAsync(ToolsMode.Prompt);
        await TraceStore.Open(_folder["out"])
            .ExportAsync(_folder["train"], TrainingFormat.LlamaFactory,
                new() { Dataset = _streets, ToolStyle = ToolStyle.Text, Tools = [new Detector()] },
                TestContext.Current.CancellationToken);
        JsonElement row = Rows.Read(_folder["train", "train.jsonl"])[0];
        string[] said = [.. row.GetProperty("conversations").EnumerateArray()
            .Select(turn => turn.GetProperty("value").GetString()!)];
        Assert.Equal([.. model.Requests[^1].Skip(1).Select(message => message.Text),
            model.Requests.Count == 2 ? Teacher.Answer : ""], said);
        Assert.Equal(model.Requests[0][0].Text, row.GetProperty("system").GetString());
    }

    [Fact]
    public async Task In_native_style_the_tool_message_is_the_one_that_was_sent()
    {
        ScriptedModel model = await DistilAsync(ToolsMode.Native);
        await TraceStore.Open(_folder["out"]).ExportAsync(_folder["x.jsonl"], TrainingFormat.OpenAI,
            new() { Dataset = _streets, Tools = [new Detector()] }, TestContext.Current.CancellationToken);
        JsonElement told = Rows.Read(_folder["x.jsonl"])[0].GetProperty("messages").EnumerateArray()
            .Single(message => message.GetProperty("role").GetString() == "tool");
        string sent = (string)model.Requests[^1].SelectMany(message => message.Contents).OfType<FunctionResultContent>()
            .Single().Result!;
        Assert.Equal(sent, told.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public void Without_its_tools_a_system_prompt_keeps_what_else_it_says()
    {
        JsonElement tools = ConversationDialect.Definitions([new ZoomInTool()]);
        string system =
            $"Be careful.\n\nNever guess.\n\n{ConversationDialect.WithTools("", tools)}\n\nAnswer in French.";
        Assert.Equal("Be careful.\n\nNever guess.\n\nAnswer in French.", ConversationDialect.WithoutTools(system));
        Assert.Equal("No tools here.", ConversationDialect.WithoutTools("No tools here."));
        Assert.Equal("You are good.", ConversationDialect.WithoutTools(
            "You are good.\n\n# Tools\n\nYou may call functions.\n\nYou are provided with signatures within "
                + "<tools></tools> tags:\n<tools>\n{}\n</tools>\n\nReturn an object within <tool_call></tool_call> "
                + "tags:\n<tool_call>\n{}\n</tool_call>"));
    }

    private static string Words(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionResultContent result => (string)result.Result!,
        _ => ""
    };

    private async Task<ScriptedModel> DistilAsync(ToolsMode mode)
    {
        ScriptedModel model = Teacher.Of(mode);
        await new DistillationRun(model, _streets, _folder["out"],
            new() { Samples = 1, Tools = [new Detector()], ToolsMode = mode }).ExecuteAsync(
                cancellationToken: TestContext.Current.CancellationToken);
        return model;
    }

    private static class Teacher
    {
        public const string Answer = @"There: $\boxed{1.5, 2.5}$";

        public static ScriptedModel Of(ToolsMode mode) => mode == ToolsMode.Prompt
            ? ScriptedModel.Saying(
                """I look. <tool_call>{"name": "detect", "arguments": {"what": "car"}}</tool_call>""", Answer)
            : new((messages, _) => ScriptedModel.Turn(messages) > 1 ? ScriptedModel.Text(Answer)
                : new ChatResponse(new ChatMessage(ChatRole.Assistant,
                [new TextContent("I look."),
                    new FunctionCallContent("c1", "detect", new Dictionary<string, object?> { ["what"] = "car" })])));
    }

    // Says what it found, and shows it.
    private sealed class Detector : ImageTool
    {
        public override string Name => "detect";

        public override string Description => "Finds things.";

        public override JsonElement Schema { get; } =
            JsonElement.Parse("""{"type":"object","properties":{"what":{"type":"string"}},"required":["what"]}""");

        public override ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
            CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(ImageToolResult.Ok(image.Crop(0, 0, 300, 200), Found));
    }
}
