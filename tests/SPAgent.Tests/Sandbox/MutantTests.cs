namespace SPAgent.Tests.Sandbox;

/// <summary>
/// The tests can fail: with any one layer taken out, an attack gets through or the check says which layer is gone.
/// Otherwise a clean run of the corpus would prove nothing.
/// </summary>
[Collection(SandboxFacts.Collection)]
public sealed class MutantTests
{
    private static readonly string[] Quick =
        ["the child has no filter", "the host's network, no filter", "the host's files, read-only",
            "the host's environment",
         "the child keeps the protocol's files", "the zygote reads the call and keeps it", "randomness is not pinned"];

    /// <summary>Layers that are probed without a worker, in a fraction of the time.</summary>
    private static readonly string?[] Namespaces =
        ["network", "processes", "files", "environment", "host objects", "capabilities"];

    public static IEnumerable<TheoryDataRow<string>> Mutants =>
        Mutant.All.Select(mutant => new TheoryDataRow<string>(mutant.Name));

    [Theory]
    [MemberData(nameof(Mutants))]
    public async Task A_sandbox_without_one_layer_is_noticed(string name)
    {
        Mutant mutant = Mutant.All.Single(mutant => mutant.Name == name);
        SandboxFacts.SkipWithoutPrograms();
        if (!Quick.Contains(name)) SandboxFacts.SkipUnlessEndurance();
        Assert.True(mutant.Attacks.Length > 0 || mutant.Layer is not null);
        if (mutant.Attacks.Length > 0)
        {
            // Some attacks look for traces in memory, which are not there each time.
            IReadOnlyList<string> findings = [];
            for (int round = 0; round < 3 && findings.Count == 0; round++) findings = await AttackAsync(mutant);
            Assert.NotEmpty(findings);
        }

        if (mutant.Layer is not null) await CheckFailsAsync(mutant);
    }

    [Fact]
    public async Task Root_that_stays_root_is_refused()
    {
        SandboxFacts.SkipWithoutPrograms();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can try");
        await CheckFailsAsync(Mutant.AsRoot);
    }

    private static async Task<IReadOnlyList<string>> AttackAsync(Mutant mutant)
    {
        await using var tool = new PythonCodeTool(SandboxFacts.Short, mutant.Tampering with { SkipChecks = true });
        await tool.StartAsync(TestContext.Current.CancellationToken);
        using AttackWorld world = new();
        var harness = new AttackHarness(tool, world);
        var findings = new List<string>();
        await harness.CompareReferenceAsync();
        foreach (Attack attack in Attack.All().Where(attack => mutant.Attacks.Contains(attack.Id)))
            findings.AddRange(await harness.FindingsAsync(attack));
        return findings;
    }

    private static async Task CheckFailsAsync(Mutant mutant)
    {
        if (Namespaces.Contains(mutant.Layer))
        {
            IReadOnlyList<SandboxLayer> layers = await NamespaceProbes.RunAsync(SandboxSetup.Find(new()),
                mutant.Tampering, TestContext.Current.CancellationToken);
            Assert.Contains(layers, layer => layer.Name == mutant.Layer && !layer.Holds);
            return;
        }

        SandboxReport report = await SandboxCheck.RunAsync(new PythonSandboxOptions(), mutant.Tampering,
            TestContext.Current.CancellationToken);
        Assert.False(report.Holds, $"the check did not notice that {mutant.Name}");
        Assert.Contains(report.Layers, layer => layer.Name == mutant.Layer && !layer.Holds);
    }
}
