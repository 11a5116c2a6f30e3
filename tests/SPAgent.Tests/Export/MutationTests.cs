using System.Text.Json.Nodes;

namespace SPAgent.Tests.Export;

/// <summary>The rules can fail: a good row with one thing wrong is caught, whichever rule it breaks.</summary>
public sealed class MutationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly Dictionary<string, (string What, Action<JsonObject> Break)[]> Mutations = new()
    {
        ["llamafactory"] =
        [
            ("a picture too few", row => row["images"]!.AsArray().RemoveAt(0)),
            ("a literal placeholder", row => Append(Turn(row, 3), "value", "<image>")),
            ("a video placeholder", row => Append(Turn(row, 3), "value", "<video>")),
            ("a missing picture", row => row["images"]![0] = "images/none.jpg"),
            ("an absolute picture", row => row["images"]![0] = "/etc/hostname"),
            ("an odd number of turns", row => row["conversations"]!.AsArray().RemoveAt(3)),
            ("a turn of another role", row => Turn(row, 2)["from"] = "tool"),
            ("two turns of one side", row => Turn(row, 1)["from"] = "observation"),
            ("a turn without text", row => Turn(row, 3)["value"] = null),
            ("an empty last reply", row => Turn(row, 3)["value"] = ""),
            ("a call that is no JSON", row => Turn(row, 1)["value"] = "zoom in"),
            ("a call without arguments", row => Turn(row, 1)["value"] = """{"name":"zoom"}"""),
            ("tools that are no string", row => row["tools"] = new JsonArray()),
            ("tools that are no JSON", row => row["tools"] = "zoom"),
            ("a column that nobody listed", row => row["reward"] = 1),
        ],
        ["swift"] =
        [
            ("a picture too few", row => row["images"]!.AsArray().RemoveAt(0)),
            ("a literal placeholder", row => Append(Message(row, ^1), "content", "<image>")),
            ("a box placeholder", row => Append(Message(row, ^1), "content", "<bbox>")),
            ("a missing picture", row => row["images"]![0] = "images/none.jpg"),
            ("an unknown role", row => Message(row, ^1)["role"] = "gpt"),
            ("no content", row => Message(row, ^1)["content"] = null),
            ("a late system prompt", row => Message(row, ^2)["role"] = "system"),
            ("an answer without a call", row => row["messages"]!.AsArray().RemoveAt(Index(row, "tool_call"))),
            ("no last word", row => row["messages"]!.AsArray().RemoveAt(row["messages"]!.AsArray().Count - 1)),
            ("a call that is no JSON", row => Message(row, Index(row, "tool_call"))["content"] = "zoom in"),
            ("tools that are no string", row => row["tools"] = new JsonArray()),
        ],
        ["openai"] =
        [
            ("a picture of the model", row => Message(row, ^1)["content"] = Message(row, 1)["content"]!.DeepClone()),
            ("an unknown role", row => Message(row, ^1)["role"] = "gpt"),
            ("no content", row => Message(row, ^1).Remove("content")),
            ("a call that nobody answers", row => row["messages"]!.AsArray().RemoveAt(Index(row, "tool"))),
            ("an answer to another call", row => Message(row, Index(row, "tool"))["tool_call_id"] = "call_9"),
            ("arguments that are an object",
                row => Message(row, 2)["tool_calls"]![0]!["function"]!["arguments"] = new JsonObject()),
            ("eleven pictures", row => Message(row, 1)["content"] =
                new JsonArray([.. Enumerable.Range(0, 11).Select(_ => Picture(row).DeepClone())])),
            ("a picture of another type", row => Picture(row)["image_url"]!["url"] = Picture(row)["image_url"]!["url"]!
                .GetValue<string>().Replace("image/jpeg", "image/png", StringComparison.Ordinal)),
            ("a picture of 10 MB", row => Picture(row)["image_url"]!["url"] = "data:image/jpeg;base64,"
                + Convert.ToBase64String([0xff, 0xd8, 0xff, .. new byte[10 << 20]])),
            ("a picture that is a path", row => Picture(row)["image_url"]!["url"] = "images/1.jpg"),
            ("no last word", row => row["messages"]!.AsArray().RemoveAt(row["messages"]!.AsArray().Count - 1)),
            ("tools that are a string", row => row["tools"] = "[]"),
        ],
        ["trl"] =
        [
            ("a picture too few", row => row["images"]!.AsArray().RemoveAt(0)),
            ("a missing picture", row => row["images"]![0] = "images/none.jpg"),
            ("a block of another type", row => Message(row, ^1)["content"]![0]!["type"] = "image_url"),
            ("an unknown role", row => Message(row, ^1)["role"] = "gpt"),
            ("no last word", row => row["messages"]!.AsArray().RemoveAt(row["messages"]!.AsArray().Count - 1)),
        ],
        ["axolotl"] =
        [
            ("a missing picture", row => Message(row, 1)["content"]![0]!["path"] = "images/none.jpg"),
            ("a literal mark", row => Message(row, ^1)["content"]![0]!["text"] = "<image>"),
            ("an unknown role", row => Message(row, ^1)["role"] = "gpt"),
            ("no last word", row => row["messages"]!.AsArray().RemoveAt(row["messages"]!.AsArray().Count - 1)),
        ],
        ["imagefolder"] =
        [
            ("a missing picture", row => row["file_names"]![0] = "images/none.jpg"),
            ("a picture outside", row => row["file_names"]![0] = "../README.md"),
            ("no pictures", row => row.Remove("file_names")),
        ],
        ["jsonl"] = [("no prompt", row => row.Remove("prompt")),
            ("an iteration that is text", row => row["iteration"] = "1"),
            ("a missing picture", row => row["images"]![0] = "none.jpg")],
        ["simple"] = [("no question", row => row.Remove("question")),
            ("a context that is text", row => row["context"] = "")],
        ["sharegpt"] = [("a speaker too few", row => row["conversations"]!.AsArray().RemoveAt(1)),
            ("a value that is no text", row => row["conversations"]![1]!["value"] = 1)],
    };

    public static TheoryData<string> Formats => [.. Mutations.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_row_with_one_thing_wrong_is_caught(string name)
    {
        TrainingFormat format = TrainingFormat.ByName(name);
        string output = _folder["train.jsonl"];
        ExportReport report = await SampleTraces.ExportAsync("written", output, format,
            SampleTraces.Options with { Ids = new HashSet<string> { "0" } });
        Assert.Equal(1, report.Rows);
        string rows = Path.Combine(Path.GetDirectoryName(output)!,
            format.IsFolder ? Path.Combine("train.jsonl", report.Files[0].Path) : "train.jsonl");
        string good = File.ReadAllText(rows);
        Assert.Empty(SampleTraces.Check(format, output));
        foreach ((string what, Action<JsonObject> destroy) in Mutations[name])
        {
            JsonObject row = JsonNode.Parse(good)!.AsObject();
            destroy(row);
            File.WriteAllText(rows, row.ToJsonString());
            Assert.True(SampleTraces.Check(format, output).Any(), $"{name}: {what} is not caught");
        }
    }

    [Fact]
    public async Task A_column_that_dataset_info_forgets_is_caught()
    {
        await SampleTraces.ExportAsync("written", _folder["out"], TrainingFormat.LlamaFactory);
        JsonObject info = JsonNode.Parse(File.ReadAllText(_folder["out", "dataset_info.json"]))!.AsObject();
        info["spagent_train"]!["columns"]!.AsObject().Remove("images");
        File.WriteAllText(_folder["out", "dataset_info.json"], info.ToJsonString());
        Assert.NotEmpty(LlamaFactoryRules.CheckFolder(_folder["out"]));
    }

    private static JsonObject Turn(JsonObject row, int index) => row["conversations"]![index]!.AsObject();

    private static JsonObject Message(JsonObject row, Index index) =>
        row["messages"]!.AsArray()[index.GetOffset(row["messages"]!.AsArray().Count)]!.AsObject();

    private static int Index(JsonObject row, string role) =>
        row["messages"]!.AsArray().Select(message => message!["role"]!.GetValue<string>()).ToList().IndexOf(role);

    private static JsonObject Picture(JsonObject row) =>
        row["messages"]!.AsArray().SelectMany(message => message!["content"] as JsonArray ?? [])
            .First(block => block!["type"]!.GetValue<string>() == "image_url")!.AsObject();

    private static void Append(JsonObject message, string field, string text) =>
        message[field] = message[field]!.GetValue<string>() + text;
}
