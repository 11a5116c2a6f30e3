using System.Diagnostics;
using System.Text.Json;

namespace SPAgent.Tests.Sandbox;

[Collection(SandboxFacts.Collection)]
public sealed class NicenessTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(19)]
    public async Task The_sandbox_works_at_any_niceness(int niceness)
    {
        SandboxFacts.SkipWithoutPrograms();
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["code.py"], "result_image = image.rotate(90)");
        SandboxFacts.Picture(8, 8).Save(folder["image.png"]);
        using Process process =
            Process.Start(
                new ProcessStartInfo("nice",
                    ["-n", $"{niceness}", CommandLine.Executable, "sandbox", "run", folder["code.py"], "--image",
                        folder["image.png"], "--json"])
                {
                    RedirectStandardOutput = true,
                })!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("ok", JsonElement.Parse(output).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_worker_that_is_lost_before_its_first_answer_is_not_called_a_hole()
    {
        SandboxFacts.SkipWithoutPrograms();
        SandboxTampering tampering = new()
        {
            Zygote = source => source.Replace("    set_limits()\n    CHILD", "    raise OSError('no')\n    CHILD",
            StringComparison.Ordinal)
        };
        await using PythonCodeTool tool = new(SandboxFacts.Short with { Workers = 1 }, tampering);
        SandboxRefusedException refused =
            await Assert.ThrowsAsync<SandboxRefusedException>(
                () => tool.StartAsync(TestContext.Current.CancellationToken));
        Assert.Equal("worker", refused.Layer);
        Assert.Contains("before its first answer", refused.Message, StringComparison.Ordinal);
    }
}
