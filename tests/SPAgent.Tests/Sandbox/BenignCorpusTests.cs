using System.Text.Json;

namespace SPAgent.Tests.Sandbox;

/// <summary>What a model may reasonably write works, and what it gets wrong is told plainly.</summary>
[Collection(SandboxFacts.Collection)]
public sealed class BenignCorpusTests
{
    [Fact]
    public async Task Every_benign_snippet_ends_as_it_should()
    {
        await using PythonCodeTool tool =
            await SandboxFacts.ToolAsync(
                SandboxFacts.Short with { WallTime = TimeSpan.FromSeconds(20), CpuTime = TimeSpan.FromSeconds(20) });
        RasterImage picture = SandboxFacts.Picture();
        var wrong = new List<string>();
        int count = 0;
        foreach (string line in File.ReadLines(Fixtures.Own("sandbox", "benign.jsonl")))
        {
            JsonElement row = JsonDocument.Parse(line).RootElement;
            string id = row.GetProperty("id").GetString()!, expected = row.GetProperty("expect_status").GetString()!;
            PythonCallResult result = await tool.RunAsync(row.GetProperty("code").GetString()!, picture,
                TestContext.Current.CancellationToken);
            string status = JsonSerializer.SerializeToElement(result.Status).GetString()!;
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{id} {status} {result.Wall.TotalMilliseconds:0.0} ms {result.PeakMemory >> 20} MiB");
            if (status != expected) wrong.Add($"{id}: {status} {result.Message}");
            count++;
        }

        Assert.Empty(wrong);
        Assert.Equal(44, count);
    }
}
