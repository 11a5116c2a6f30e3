using System.Diagnostics;
using System.Text.Json;

namespace SPAgent.Tests.Sandbox;

/// <summary>Code that means harm does none: every case of the corpus, judged from outside.</summary>
[Collection(SandboxFacts.Collection)]
public sealed class AttackCorpusTests
{
    // Cases that sit out their whole time limit; the ordinary run takes one of each kind.
    private static readonly string[] Slow =
        ["sleep_close_fds", "mem_swallow_memoryerror", "proto_dribble", "cpu_in_result", "cpu_pow", "out_flood_stderr",
            "img_truncated_files", "crash_parser"];

    [Fact]
    public async Task Every_attack_of_the_corpus_is_contained_alone() =>
        await RunAloneAsync(Attack.All().Where(attack => SandboxFacts.Endurance || !Slow.Contains(attack.Id)));

    [Fact]
    public async Task Every_attack_is_contained_four_at_once_among_calls_that_mean_well()
    {
        await using PythonCodeTool tool =
            await SandboxFacts.ToolAsync(SandboxFacts.Short with
            { Workers = 4, WallTime = TimeSpan.FromSeconds(6), CpuTime = TimeSpan.FromSeconds(3) });
        using AttackWorld world = new();
        var harness = new AttackHarness(tool, world);
        await harness.CompareReferenceAsync();
        RasterImage picture = SandboxFacts.Picture();
        List<(string Id, string Code, string Status)> benign =
            [.. File.ReadLines(Fixtures.Own("sandbox", "benign.jsonl"))
                .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => (row.GetProperty("id").GetString()!, row.GetProperty("code").GetString()!,
                row.GetProperty("expect_status").GetString()!))
            .Where(row => row.Item1 is not ("big_upscale" or "quantize" or "png_webp_roundtrip"))];
        var findings = new System.Collections.Concurrent.ConcurrentBag<string>();
        IReadOnlyList<Attack> attacks = SandboxFacts.Endurance ? Attack.All()
            : [.. Attack.All().Where((attack, index) => index % 2 == 0 && !Slow.Contains(attack.Id))];
        await Parallel.ForEachAsync(attacks.Index(), new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (item, _) =>
        {
            foreach (string finding in await harness.QuickFindingsAsync(item.Item)) findings.Add(finding);
            (string id, string code, string status) = benign[item.Index % benign.Count];
            PythonCallResult result = await tool.RunAsync(code, picture, TestContext.Current.CancellationToken);
            if (JsonSerializer.SerializeToElement(result.Status).GetString() != status)
                findings.Add($"{id}: {result.Status} {result.Message}");
            if (await harness.CompareReferenceAsync() is string reference)
                findings.Add($"after {item.Item.Id}: {reference}");
        });
        Assert.Empty(findings);
        Assert.Empty(world.Harm());
    }

    [Fact]
    public async Task The_attacks_are_contained_for_an_ordinary_user_as_well()
    {
        SandboxFacts.SkipWithoutPrograms();
        Assert.SkipUnless(Environment.IsPrivilegedProcess,
            "this process is an ordinary user's already: the other tests are this one");
        // The same tests again, in a process of a user that has no name, no home and no rights; the ordinary run takes
        // the quicker ones.
        string[] which = SandboxFacts.Endurance
            ? ["-class", typeof(AttackCorpusTests).FullName!, "-class", typeof(BenignCorpusTests).FullName!]
            : ["-method", $"*{nameof(Every_attack_is_contained_four_at_once_among_calls_that_mean_well)}", "-method",
                $"*{nameof(BenignCorpusTests.Every_benign_snippet_ends_as_it_should)}"];
        var start = new ProcessStartInfo("/usr/bin/setpriv",
            ["--reuid", "23456", "--regid", "23456", "--clear-groups", Environment.ProcessPath!, .. which])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = "/tmp",
        };
        Assert.SkipUnless(File.Exists(start.FileName), "setpriv (util-linux) is absent");
        start.Environment["HOME"] = "/nonexistent";
        start.Environment["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = "/tmp";
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(process.ExitCode == 126 || output.Length == 0,
            $"an ordinary user can't read this checkout or the .NET runtime (exit code {process.ExitCode})");
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains(SandboxFacts.Endurance ? "Total: 4, Errors: 0, Failed: 0, Skipped: 1"
            : "Total: 2, Errors: 0, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
    }

    private static async Task RunAloneAsync(IEnumerable<Attack> attacks)
    {
        await using PythonCodeTool tool = await SandboxFacts.ToolAsync();
        using AttackWorld world = new();
        var harness = new AttackHarness(tool, world);
        var findings = new List<string>();
        foreach (Attack attack in attacks) findings.AddRange(await harness.FindingsAsync(attack));
        Assert.Empty(findings);
    }
}
