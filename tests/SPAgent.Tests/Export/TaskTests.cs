using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>Preferences, marks and questions for reinforcement learning, as each trainer reads them.</summary>
public sealed class TaskTests : IDisposable
{
    private static readonly string[] s_turned = ["I turn it.", "<answer>near</answer>"];

    private readonly TemporaryFolder _folder = new();
    private readonly MadeTraces _traces;

    public TaskTests() => _traces = new MadeTraces(_folder);

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Table =>
    [
        .. from pair in (string[])
           [
               "sft: jsonl json sharegpt simple llamafactory swift openai trl unsloth verl axolotl "
                   + "imagefolder parquet webdataset",
               "dpo: llamafactory swift trl unsloth", "kto: llamafactory swift trl unsloth",
               "grpo: swift trl unsloth verl",
           ]
           let parts = pair.Split(": ")
           select new TheoryDataRow<string, string>(parts[0], parts[1]),
    ];

    [Theory, MemberData(nameof(Table))]
    public async Task A_task_goes_with_the_formats_of_the_table_and_is_refused_elsewhere_with_the_list(string name,
        string formats)
    {
        Fill();
        TrainingTask task = Enum.Parse<TrainingTask>(name, ignoreCase: true);
        string[] taken = formats.Split(' ');
        Assert.Equal(taken, TrainingFormat.All.Where(format => format.Tasks.Contains(task))
            .Select(format => format.Name));
        foreach (TrainingFormat format in TrainingFormat.All)
        {
            string output = _folder[$"{format}", "rows.json"];
            if (taken.Contains(format.Name))
            {
                ExportReport report = await _traces.ExportAsync(output, format, new() { Task = task });
                Assert.True(report.Rows > 0, $"{format}: {report}");
                continue;
            }

            ArgumentException refused =
                await Assert.ThrowsAsync<ArgumentException>(
                    () => _traces.ExportAsync(output, format, new() { Task = task }));
            Assert.Contains(string.Join(", ", taken), refused.Message, StringComparison.Ordinal);
            Assert.False(Path.Exists(output));
        }
    }

    [Fact]
    public async Task Swift_pairs_the_best_whole_conversation_with_the_worst()
    {
        Fill();
        ExportReport report =
            await _traces.ExportAsync(_folder["out"], TrainingFormat.Swift, new() { Task = TrainingTask.Dpo });
        Assert.Equal((1, 0), (report.Rows, report.RefusedCount));
        JsonElement row = Rows.Read(_folder["out", "train.jsonl"]).Single();
        Assert.Equal("<answer>far</answer>", Last(row, "rejected_messages"));
        Assert.Equal("<answer>there</answer>", Last(row, "messages"));
        Assert.Empty(SwiftRules.Check(row, _folder["out"]));
        JsonElement worse =
            JsonElement.Parse(
                $$"""{"messages": {{row.GetProperty("rejected_messages")}}, "images": {{row.GetProperty("rejected_images")}}}""");
        Assert.Empty(SwiftRules.Check(worse, _folder["out"]));
    }

    [Fact]
    public async Task A_worse_conversation_brings_its_own_pictures()
    {
        _traces.Rollout(0, 1, 0.9, ["<answer>there</answer>"]);
        _traces.Rollout(0, 2, 0.1, s_turned, [MadeTraces.Rotate(1)]);
        await _traces.ExportAsync(_folder["out"], TrainingFormat.Swift, new() { Task = TrainingTask.Dpo });
        JsonElement row = Rows.Read(_folder["out", "train.jsonl"]).Single();
        Assert.Equal(1, row.GetProperty("images").GetArrayLength());
        string[] rejected =
            [.. row.GetProperty("rejected_images").EnumerateArray().Select(image => image.GetString()!)];
        Assert.Equal(2, rejected.Length);
        Assert.Equal(row.GetProperty("images")[0].GetString(), rejected[0]);
        Assert.All(rejected, image => Assert.True(File.Exists(_folder["out", image])));
    }

    [Theory]
    [InlineData(PairChoice.Best, "there>far")]
    [InlineData(PairChoice.All, "there>near there>far near>far")]
    [InlineData(PairChoice.Adjacent, "there>near near>far")]
    public async Task Pairs_are_chosen_as_asked(PairChoice pairs, string expected)
    {
        _traces.Rollout(0, 1, 0.1, ["<answer>far</answer>"]);
        _traces.Rollout(0, 2, 0.9, ["<answer>there</answer>"]);
        _traces.Rollout(0, 3, 0.5, ["<answer>near</answer>"]);
        _traces.Rollout(0, 4, null, ["<answer>nobody knows</answer>"]);
        await _traces.ExportAsync(_folder["out"], TrainingFormat.Trl, new() { Task = TrainingTask.Dpo, Pairs = pairs });
        IEnumerable<string> found = Rows.Read(_folder["out", "train.jsonl"])
            .Select(row => $"{Answer(row, "chosen")}>{Answer(row, "rejected")}");
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public async Task A_margin_leaves_out_pairs_that_differ_by_less()
    {
        _traces.Rollout(0, 1, 0.9, ["<answer>there</answer>"]);
        _traces.Rollout(0, 2, 0.7, ["<answer>near</answer>"]);
        _traces.Rollout(0, 3, 0.25, ["<answer>far</answer>"]);
        ExportOptions options = new() { Task = TrainingTask.Dpo, Pairs = PairChoice.All, MinMargin = 0.45 };
        await _traces.ExportAsync(_folder["out"], TrainingFormat.Trl, options);
        IEnumerable<string> found = Rows.Read(_folder["out", "train.jsonl"])
            .Select(row => $"{Answer(row, "chosen")}>{Answer(row, "rejected")}");
        Assert.Equal(["there>far", "near>far"], found);
    }

    [Theory]
    [InlineData("llamafactory")]
    [InlineData("trl")]
    public async Task Where_a_trainer_takes_last_turns_only_both_sides_share_the_turns_before(string format)
    {
        _traces.Rollout(0, 1, 0.9, ["I turn it.", "<answer>there</answer>"], [MadeTraces.Rotate(1)]);
        _traces.Rollout(0, 2, 0.5, ["I turn it.", "<answer>near</answer>"], [MadeTraces.Rotate(1)]);
        // Turned otherwise, and so seen otherwise.
        _traces.Rollout(0, 3, 0.1, ["I turn it.", "<answer>far</answer>"], [MadeTraces.Rotate(1, "180")]);
        _traces.Rollout(1, 1, 0.9, ["I turn it.", "<answer>there</answer>"], [MadeTraces.Rotate(1)]);
        _traces.Rollout(1, 2, 0.1, ["<answer>far</answer>"]);
        TrainingFormat chosen = TrainingFormat.ByName(format);
        ExportReport report = await _traces.ExportAsync(_folder["out"], chosen, new() { Task = TrainingTask.Dpo });
        Assert.Equal(1, report.Rows);
        Assert.Equal(1, report.WithoutPair!["no two with different rewards share the turns before the last"]);
        string text = File.ReadAllText(_folder["out", "train.jsonl"]);
        Assert.Contains("there", text, StringComparison.Ordinal);
        Assert.Contains("near", text, StringComparison.Ordinal);
        Assert.DoesNotContain("far", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_counted_why_rows_of_the_dataset_gave_no_pair()
    {
        _traces.Rollout(0, 1, 0.9, ["<answer>there</answer>"]);
        _traces.Rollout(1, 1, 0.9, ["<answer>there</answer>"]);
        _traces.Rollout(1, 2, 0.9, ["<answer>over there</answer>"]);
        _traces.Rollout(2, 1, 0.9, ["<answer>there</answer>"]);
        _traces.Rollout(2, 2, null, ["<answer>far</answer>"]);
        _traces.Rollout(3, 1, 0.9, ["<answer>there</answer>"]);
        _traces.Rollout(3, 2, 0.8, ["<answer>near</answer>"]);
        ExportReport report = await _traces.ExportAsync(_folder["out"], TrainingFormat.Swift,
            new() { Task = TrainingTask.Dpo, MinMargin = 0.2 });
        Assert.Equal(0, report.Rows);
        Assert.Equal(
            ["all rewards are equal: 1", "fewer than two traces have a reward: 1", "no rewards differ by 0.2: 1",
                "one trace only: 1"],
            report.WithoutPair!.Select(reason => $"{reason.Key}: {reason.Value}"));
        Assert.Contains("one trace only", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("all rewards are equal: 1", File.ReadAllText(_folder["out", "README.md"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_trainer_would_stumble_over_is_no_side_of_a_pair()
    {
        _traces.Rollout(0, 1, 0.9, ["<answer>there</answer>"]);
        _traces.Rollout(0, 2, 0.0, ["The sign says <image>. <answer>far</answer>"]);
        _traces.Rollout(0, 3, 0.5, ["<answer>near</answer>"]);
        ExportReport report =
            await _traces.ExportAsync(_folder["out"], TrainingFormat.Swift, new() { Task = TrainingTask.Dpo });
        Assert.Equal((1, 1), (report.Rows, report.RefusedCount));
        Assert.Equal("<answer>near</answer>",
            Last(Rows.Read(_folder["out", "train.jsonl"]).Single(), "rejected_messages"));
        Assert.Equal("trace_00000.r2", report.Refused.Single().Source);
    }

    [Fact]
    public async Task LLaMA_Factory_ranks_last_turns_and_its_dataset_info_says_so()
    {
        Fill();
        await _traces.ExportAsync(_folder["out"], TrainingFormat.LlamaFactory, new() { Task = TrainingTask.Dpo });
        JsonElement row = Rows.Read(_folder["out", "train.jsonl"]).Single();
        Assert.Equal(["human"],
            row.GetProperty("conversations").EnumerateArray().Select(turn => turn.GetProperty("from").GetString()));
        Assert.Equal("""{"from":"gpt","value":"<answer>there</answer>"}""", row.GetProperty("chosen").GetRawText());
        Assert.Equal("""{"from":"gpt","value":"<answer>far</answer>"}""", row.GetProperty("rejected").GetRawText());
        JsonElement info = JsonElement.Parse(File.ReadAllText(_folder["out", "dataset_info.json"]))
            .GetProperty("spagent_train");
        Assert.True(info.GetProperty("ranking").GetBoolean());
        Assert.Equal(("chosen", "rejected"),
            (info.GetProperty("columns").GetProperty("chosen").GetString(),
                info.GetProperty("columns").GetProperty("rejected").GetString()));
    }

    [Theory]
    [InlineData("llamafactory", "kto_tag")]
    [InlineData("swift", "label")]
    [InlineData("trl", "label")]
    public async Task A_mark_says_whether_a_trace_succeeded(string format, string field)
    {
        Fill();
        _traces.Rollout(1, 1, null, ["<answer>nobody knows</answer>"]);
        ExportReport report =
            await _traces.ExportAsync(_folder["out"], TrainingFormat.ByName(format), new() { Task = TrainingTask.Kto });
        Assert.Equal((2, 1), (report.Rows, report.RefusedCount));
        Assert.Contains("no reward", report.Refused.Single().Reason, StringComparison.Ordinal);
        Assert.Equal([true, false],
            Rows.Read(_folder["out", "train.jsonl"]).Select(row => row.GetProperty(field).GetBoolean()));
    }

    [Fact]
    public async Task Another_success_makes_other_marks()
    {
        Fill();
        ExportOptions options = new() { Task = TrainingTask.Kto, SuccessWhen = SuccessRule.Parse("score >= 0.95") };
        await _traces.ExportAsync(_folder["out"], TrainingFormat.Swift, options);
        Assert.Equal([false, false],
            Rows.Read(_folder["out", "train.jsonl"]).Select(row => row.GetProperty("label").GetBoolean()));
    }

    [Fact]
    public async Task Reinforcement_learning_gets_one_question_a_row_with_its_truth()
    {
        Fill();
        await _traces.ExportAsync(_folder["swift"], TrainingFormat.Swift, new() { Task = TrainingTask.Grpo });
        JsonElement swift = Rows.Read(_folder["swift", "train.jsonl"]).Single();
        Assert.Equal(["system", "user"],
            swift.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("""{"lat":0.5,"lon":-3.25}""", swift.GetProperty("solution").GetString());
        Assert.Equal(1, swift.GetProperty("images").GetArrayLength());

        await _traces.ExportAsync(_folder["trl"], TrainingFormat.Trl, new() { Task = TrainingTask.Grpo });
        JsonElement trl = Rows.Read(_folder["trl", "train.jsonl"]).Single();
        Assert.Equal((0.5, -3.25), (trl.GetProperty("lat").GetDouble(), trl.GetProperty("lon").GetDouble()));
        Assert.Equal("image", trl.GetProperty("prompt")[1].GetProperty("content")[0].GetProperty("type").GetString());

        await _traces.ExportAsync(_folder["verl"], TrainingFormat.Verl, new() { Task = TrainingTask.Grpo });
        Assert.Empty(VerlRules.Check(_folder["verl", "train.parquet"]));
        var verl = JsonElement.Parse(ImageDataset.Open(_folder["verl", "train.parquet"])[0].ToJson());
        Assert.Equal("streets", verl.GetProperty("data_source").GetString());
        Assert.Equal("""{"lat":0.5,"lon":-3.25}""",
            verl.GetProperty("reward_model").GetProperty("ground_truth").GetString());
        Assert.Equal(0, verl.GetProperty("extra_info").GetProperty("index").GetInt32());
    }

    [Fact]
    public async Task Tools_of_verl_get_the_picture_of_the_row()
    {
        JsonElement tools =
            JsonElement.Parse(
                """[{"type": "function", "function": {"name": "image_rotate_tool", "description": "Turns.", "parameters": {"type": "object"}}}]""");
        _traces.Save(2, ["<answer>there</answer>"], change: trace => trace with
        {
            InitialPrompt = trace.InitialPrompt! with { Tools = tools },
            SampleData = JsonElement.Parse("""{"answer": "there"}"""),
        });
        await _traces.ExportAsync(_folder["out"], TrainingFormat.Verl, new() { Task = TrainingTask.Grpo });
        DatasetRow row = ImageDataset.Open(_folder["out", "train.parquet"])[0];
        JsonElement extra = JsonElement.Parse(row.ToJson()).GetProperty("extra_info");
        Assert.True(extra.GetProperty("need_tools_kwargs").GetBoolean());
        string uri = extra.GetProperty("tools_kwargs").GetProperty("image_rotate_tool").GetProperty("create_kwargs")
            .GetProperty("image").GetString()!;
        Assert.Equal(row.Image!.GetBytes(), Convert.FromBase64String(uri["data:image/jpeg;base64,".Length..]));
        Assert.Equal("there",
            JsonElement.Parse(row.ToJson()).GetProperty("reward_model").GetProperty("ground_truth").GetString());
        Assert.Equal(2, extra.GetProperty("index").GetInt32());
    }

    [Fact]
    public async Task A_row_without_truth_is_refused()
    {
        _traces.Save(0, ["<answer>there</answer>"]);
        _traces.Rollout(1, 1, 0.9, ["<answer>there</answer>"]);
        ExportReport report =
            await _traces.ExportAsync(_folder["out"], TrainingFormat.Swift, new() { Task = TrainingTask.Grpo });
        Assert.Equal((1, 1), (report.Rows, report.RefusedCount));
        Assert.Contains("no truth", report.Refused.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loss_on_the_final_reply_is_said_in_the_trainers_own_way_or_refused_by_name()
    {
        _traces.Save(0, s_turned, [MadeTraces.Rotate(1)]);
        ExportOptions options = new() { LossOn = LossScope.Final, ToolStyle = ToolStyle.Text };
        await _traces.ExportAsync(_folder["swift"], TrainingFormat.Swift, options);
        JsonElement[] said = [.. Rows.Read(_folder["swift", "train.jsonl"]).Single().GetProperty("messages")
            .EnumerateArray().Where(message => message.GetProperty("role").GetString() == "assistant")];
        Assert.Equal([true, false],
            said.Select(message => message.TryGetProperty("loss", out JsonElement loss) && !loss.GetBoolean()));

        await _traces.ExportAsync(_folder["trl"], TrainingFormat.Trl, options);
        JsonElement row = Rows.Read(_folder["trl", "train.jsonl"]).Single();
        Assert.Equal(["system", "user", "assistant", "user"],
            row.GetProperty("prompt").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("near", Answer(row, "completion"));
        Assert.False(row.TryGetProperty("messages", out _));

        await _traces.ExportAsync(_folder["chat.jsonl"], TrainingFormat.OpenAI, options);
        JsonElement[] chat = [.. Rows.Read(_folder["chat.jsonl"]).Single().GetProperty("messages").EnumerateArray()
            .Where(message => message.GetProperty("role").GetString() == "assistant")];
        Assert.Equal([true, false],
            chat.Select(message => message.TryGetProperty("weight", out JsonElement weight) && weight.GetInt32() == 0));

        foreach (TrainingFormat format in
            TrainingFormat.All.Except(
                [TrainingFormat.Swift, TrainingFormat.Trl, TrainingFormat.Unsloth, TrainingFormat.OpenAI]))
        {
            ArgumentException refused =
                await Assert.ThrowsAsync<ArgumentException>(() => _traces.ExportAsync(_folder["no"], format, options));
            Assert.StartsWith($"{format} can't say", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_bare_call_that_is_not_learnt_says_so_in_front_of_it()
    {
        _traces.Save(0, ["", "<answer>near</answer>"], [MadeTraces.Rotate(1)]);
        await _traces.ExportAsync(_folder["out"], TrainingFormat.Swift, new() { LossOn = LossScope.Final });
        JsonElement row = Rows.Read(_folder["out", "train.jsonl"]).Single();
        JsonElement[] messages = [.. row.GetProperty("messages").EnumerateArray()];
        Assert.Equal(["system", "user", "assistant", "tool_call", "tool_response", "assistant"],
            messages.Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("""{"role":"assistant","content":"","loss":false}""", messages[2].GetRawText());
        Assert.Empty(SwiftRules.Check(row, _folder["out"]));
    }

    [Theory]
    [InlineData("""["near", "close by"]""", """["near","close by"]""")]
    [InlineData("[3, null]", "[3,null]")]
    public async Task A_truth_may_be_a_list(string answer, string solution)
    {
        _traces.Save(0, ["<answer>near</answer>"], change: trace => trace with
        {
            SampleData = JsonElement.Parse($$"""{"answer": {{answer}}}"""),
        });
        _traces.Save(1, ["<answer>near</answer>"], change: trace => trace with
        {
            SampleData = JsonElement.Parse("""{"answer": [null]}"""),
        });
        ExportReport report =
            await _traces.ExportAsync(_folder["out"], TrainingFormat.Swift, new() { Task = TrainingTask.Grpo });
        Assert.Equal((1, 1), (report.Rows, report.RefusedCount));
        Assert.Equal(solution,
            Rows.Read(_folder["out", "train.jsonl"]).Single().GetProperty("solution").GetString());
    }

    [Fact]
    public async Task Sessions_give_no_pairs_and_no_questions_with_a_truth()
    {
        SessionStore sessions = SessionStore.Open(Fixtures.Samples("sessions"));
        foreach (TrainingTask task in (TrainingTask[])[TrainingTask.Dpo, TrainingTask.Grpo])
        {
            ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
                () => sessions.ExportAsync(_folder["out"], TrainingFormat.Swift, new() { Task = task },
                    TestContext.Current.CancellationToken));
            Assert.Contains("Export a folder of traces", refused.Message, StringComparison.Ordinal);
        }
    }

    // A better and a worse answer to row 0.
    private void Fill()
    {
        _traces.Rollout(0, 1, 0.9, ["<answer>there</answer>"]);
        _traces.Rollout(0, 2, 0.1, ["<answer>far</answer>"]);
    }

    private static string Last(JsonElement row, string messages)
    {
        JsonElement list = row.GetProperty(messages);
        return list[list.GetArrayLength() - 1].GetProperty("content").GetString()!;
    }

    private static string Answer(JsonElement row, string messages) =>
        row.GetProperty(messages)[0].GetProperty("content")[0].GetProperty("text").GetString()!
        .Replace("<answer>", "", StringComparison.Ordinal).Replace("</answer>", "", StringComparison.Ordinal);
}
