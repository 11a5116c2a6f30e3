using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>The rules hold for files of the trainers themselves, so that they refuse nothing that a trainer
/// takes.</summary>
public sealed class RealFileTests
{
    [Theory]
    [InlineData("mllm_demo", "mllm_demo.json")]
    [InlineData("mllm_video_demo", "mllm_video_demo.json")]
    [InlineData("glaive_toolcall_en_demo", "glaive_toolcall_en_demo.first3.json")]
    public void LLaMA_Factorys_own_examples_pass(string dataset, string file)
    {
        JsonElement info = JsonElement.Parse(File.ReadAllBytes(Example("llamafactory", "dataset_info.subset.json")));
        JsonElement[] rows = Rows.Read(Example("llamafactory", file));
        Assert.NotEmpty(rows);
        Assert.Empty(
            rows.SelectMany(row => LlamaFactoryRules.Check(row, info.GetProperty(dataset), mediaFolder: null)));
    }

    [Fact]
    public void Ms_swifts_own_examples_pass()
    {
        JsonElement[] rows = Rows.Read(Example("ms-swift", "multimodal_and_agent.jsonl"));
        Assert.Equal(4, rows.Length);
        Assert.Empty(rows.SelectMany(row => SwiftRules.Check(row, mediaFolder: null)));
    }

    [Theory]
    [InlineData("sft_tools_example.jsonl")]
    [InlineData("vision_sft_guide_example.jsonl")]
    public void OpenAIs_own_examples_pass(string file) =>
        Assert.Empty(Rows.Read(Example("openai", file)).SelectMany(OpenAIRules.Check));

    private static string Example(params string[] parts) => Fixtures.Shared(["datasets", "export_examples", .. parts]);
}
