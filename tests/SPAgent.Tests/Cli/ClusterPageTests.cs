using System.Text.RegularExpressions;

namespace SPAgent.Tests.Cli;

/// <summary>The commands of docs/cluster.md are commands of the program.</summary>
public sealed partial class ClusterPageTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Fixtures.Root, "docs", "cluster.md"));

    [Fact]
    public async Task Each_option_of_each_command_on_the_page_is_one_that_the_command_has()
    {
        (string Command, string Option)[] named = [.. Commands().Matches(s_page.Replace("\\\n", " ",
                StringComparison.Ordinal).Replace("\n              --", " --", StringComparison.Ordinal))
            .SelectMany(match => Options().Matches(match.Groups[2].Value)
                .Select(option => (match.Groups[1].Value, option.Value))).Distinct()];
        Assert.Contains(("distill", "--failures-ok"), named);
        Assert.Contains(("pack", "--output"), named);
        Assert.Contains(("queue status", "--run"), named);
        foreach (IGrouping<string, string> command in named.GroupBy(one => one.Command, one => one.Option))
        {
            string help = (await CommandLine.RunAsync([.. command.Key.Split(' '), "--help"])).Output;
            string[] known = [.. Options().Matches(help).Select(option => option.Value)];
            Assert.Empty(command.Except(known));
        }
    }

    [Fact]
    public void The_pod_has_longer_to_end_than_its_samples()
    {
        int grace = int.Parse(Regex.Match(s_page, @"terminationGracePeriodSeconds: (\d+)").Groups[1].Value);
        Match pod = Regex.Match(s_page, @"--failures-ok --drain (\d+)\n          volumeMounts");
        Assert.InRange(int.Parse(pod.Groups[1].Value), 1, grace - 5);
    }

    [GeneratedRegex(@"spagent ([a-z]+(?: status| purge)?) ([^\n`#&']*)")]
    private static partial Regex Commands();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]+")]
    private static partial Regex Options();
}
