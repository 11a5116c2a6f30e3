namespace SPAgent.Tests.Export;

/// <summary>A row that a trainer would stumble over is named and left out; the others are written.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MadeTraces _traces;

    public RefusalTests()
    {
        _traces = new MadeTraces(_folder);
        _traces.Save(0, ["<answer>here</answer>"]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llamafactory")]
    [InlineData("swift")]
    [InlineData("imagefolder")]
    public async Task A_literal_placeholder_in_a_reply_is_refused_with_its_turn(string format)
    {
        _traces.Save(1, ["I turn it.", "The sign says <image>. <answer>there</answer>"], [MadeTraces.Rotate(1)]);
        await RefusesAsync(format, 2, "1 literal <image>");
    }

    [Fact]
    public async Task Where_pictures_are_blocks_a_literal_placeholder_is_text()
    {
        _traces.Save(1, ["The sign says <image>. <answer>there</answer>"]);
        foreach (TrainingFormat format in (TrainingFormat[])[TrainingFormat.OpenAI, TrainingFormat.Trl])
        {
            ExportReport report = await _traces.ExportAsync(_folder[$"{format}"], format);
            Assert.Equal((2, 0), (report.Rows, report.RefusedCount));
            Assert.Empty(SampleTraces.Check(format, _folder[$"{format}"]));
        }
    }

    [Fact]
    public async Task A_placeholder_of_another_medium_is_refused()
    {
        _traces.Save(1, ["<answer>as in <video></answer>"]);
        await RefusesAsync("llamafactory", 1, "<video>");
    }

    [Theory]
    [InlineData("llamafactory")]
    [InlineData("openai")]
    [InlineData("trl")]
    [InlineData("jsonl")]
    public async Task A_conversation_that_ends_with_a_call_is_refused(string format)
    {
        _traces.Save(1, ["I turn it."], [MadeTraces.Rotate(1)]);
        await RefusesAsync(format, 1, "without a reply");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("<think>\nLet me look …\n</think>\n\n")]
    public async Task A_last_reply_that_says_nothing_is_refused(string reply)
    {
        _traces.Save(1, [reply]);
        await RefusesAsync("llamafactory", 1, "empty");
    }

    [Theory]
    [InlineData("trl")]
    [InlineData("jsonl")]
    public async Task A_call_that_could_not_be_read_is_refused_with_its_turn(string format)
    {
        ToolCall call = MadeTraces.Rotate(1) with { Name = "unknown", Arguments = default, Success = false };
        _traces.Save(1, ["I zoom in.", "<answer>there</answer>"], [call]);
        await RefusesAsync(format, 1, "could not be read");
    }

    [Fact]
    public async Task A_score_that_is_no_number_is_none()
    {
        _traces.Rollout(1, 1, double.NaN, ["<answer>there</answer>"]);
        ExportReport report = await _traces.ExportAsync(_folder["jsonl"], TrainingFormat.Jsonl);
        Assert.Equal((2, 0), (report.Rows, report.RefusedCount));
    }

    [Fact]
    public async Task A_dataset_without_a_name_is_refused()
    {
        _traces.Save(1, ["<answer>there</answer>"], change: trace => trace with { DatasetPath = " " });
        await RefusesAsync("trl", null, "names no dataset");
    }

    [Fact]
    public async Task An_empty_last_reply_is_refused()
    {
        _traces.Save(1, [""]);
        await RefusesAsync("swift", 1, "empty");
    }

    [Fact]
    public async Task A_call_without_arguments_is_refused_where_calls_stand_apart_and_kept_in_text()
    {
        ToolCall call = MadeTraces.Rotate(1) with
        { Arguments = null, Success = false, Message = "Error: The tool call has no arguments." };
        _traces.Save(1, ["<tool_call>{\"name\": \"image_rotate_tool\"}</tool_call>", "<answer>there</answer>"], [call]);
        await RefusesAsync("llamafactory", 1, "arguments");
        ExportReport text = await _traces.ExportAsync(_folder["text"], TrainingFormat.LlamaFactory,
            new() { ToolStyle = ToolStyle.Text });
        Assert.Equal((2, 0), (text.Rows, text.RefusedCount));
        Assert.Empty(SampleTraces.Check(TrainingFormat.LlamaFactory, _folder["text"]));
    }

    [Fact]
    public async Task A_draft_of_a_call_in_the_words_beside_the_call_is_refused()
    {
        _traces.Save(1, ["I turn it.", "<answer>there</answer>"], [MadeTraces.Rotate(1)], change: trace => trace with
        {
            Turns = [trace.Turns[0] with { Reasoning = "I could write <tool_call>{}</tool_call>." }, trace.Turns[1]],
        });
        await RefusesAsync("llamafactory", 1, "the words beside a call hold <tool_call>");
    }

    [Fact]
    public async Task More_pictures_than_a_platform_takes_are_refused()
    {
        _traces.Save(1, [.. Enumerable.Repeat("Again.", 10), "<answer>there</answer>"],
            [.. Enumerable.Range(1, 10).Select(turn => MadeTraces.Rotate(turn, $"{turn}"))]);
        await RefusesAsync("openai", null, "11 pictures");
    }

    [Fact]
    public async Task A_picture_that_is_not_the_recorded_one_is_refused()
    {
        _traces.Save(1, ["I turn it.", "<answer>there</answer>"],
            [MadeTraces.Rotate(1) with { ObservationSha256 = new string('0', 64) }]);
        await RefusesAsync("swift", 1, new string('0', 64));
    }

    [Fact]
    public async Task A_torn_trace_is_refused_and_named()
    {
        _traces.Save(1, ["<answer>there</answer>"]);
        byte[] whole = File.ReadAllBytes(_traces.Store.PathOf(1));
        File.WriteAllBytes(_traces.Store.PathOf(1), whole[..(whole.Length / 2)]);
        await RefusesAsync("jsonl", null, "torn");
        ExportReport report = await _traces.ExportAsync(_folder["named"], TrainingFormat.Jsonl);
        // The place has the name already.
        Assert.DoesNotContain("trace_00001", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_without_proof_is_counted_or_refused()
    {
        _traces.Save(1, ["<answer>there</answer>"], change: trace => trace with { ImageSha256 = null });
        Assert.Equal(1, (await _traces.ExportAsync(_folder["out"], TrainingFormat.Trl)).Unproved);
        ExportReport strict =
            await _traces.ExportAsync(_folder["out"], TrainingFormat.Trl, new() { RequireProof = true });
        Assert.Equal((1, 1, 0), (strict.Rows, strict.RefusedCount, strict.Unproved));
    }

    [Fact]
    public async Task Several_calls_of_a_turn_are_one_list_with_one_observation()
    {
        _traces.Save(1, ["Two at once.", "<answer>there</answer>"], [MadeTraces.Rotate(1), MadeTraces.Rotate(1, "45")]);
        foreach (TrainingFormat format in
            (TrainingFormat[])[TrainingFormat.LlamaFactory, TrainingFormat.Swift, TrainingFormat.OpenAI])
        {
            ExportReport report = await _traces.ExportAsync(_folder[$"{format}"], format);
            Assert.Equal((2, 0), (report.Rows, report.RefusedCount));
            Assert.Empty(SampleTraces.Check(format, _folder[$"{format}"]));
        }
    }

    [Fact]
    public async Task A_model_that_neither_calls_nor_answers_is_asked_to_go_on()
    {
        _traces.Save(1, ["Hm.", "<answer>there</answer>"]);
        await _traces.ExportAsync(_folder["out"], TrainingFormat.LlamaFactory);
        Assert.Empty(SampleTraces.Check(TrainingFormat.LlamaFactory, _folder["out"]));
        Assert.Equal(TaskPrompt.GoOn, Rows.Read(_folder["out", "train.jsonl"])[1].GetProperty("conversations")[2]
            .GetProperty("value").GetString());
    }

    private async Task RefusesAsync(string name, int? turn, string reason)
    {
        TrainingFormat format = TrainingFormat.ByName(name);
        ExportReport report = await _traces.ExportAsync(_folder["out"], format);
        ExportRefusal refusal = Assert.Single(report.Refused);
        Assert.StartsWith("trace_00001", refusal.Source, StringComparison.Ordinal);
        Assert.Equal(turn, refusal.Turn);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        Assert.Equal(1, report.Rows);
        Assert.Empty(SampleTraces.Check(format, _folder["out"]));
        Assert.Contains(refusal.ToString(), report.ToString(), StringComparison.Ordinal);
    }
}
