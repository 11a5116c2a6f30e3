using System.Text.RegularExpressions;

namespace SPAgent.Tests.Display;

public sealed class ProgressTests
{
    private readonly SteppedTime _time = new(TimeSpan.Zero);

    [Fact]
    public void A_cell_is_updated_a_few_times_a_second_and_keeps_its_end()
    {
        List<string> shown = [];
        CellBar bar = new(bundle => shown.Add(bundle.ToString()), _time);
        for (int done = 0; done <= 1000; done++)
        {
            bar.Report(At(done, 1000));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        bar.Report(At(1000, 1000, ended: true));
        Assert.Equal(["0/1000", "250/1000", "500/1000", "750/1000", "1000/1000", "1000/1000"],
            shown.Select(line => line.Split(' ')[0]));
        Assert.EndsWith("in 2.0 s", shown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_s_line_is_written_again_and_closed_once()
    {
        using StringWriter text = new();
        ConsoleBar bar = new(text, isTerminal: true, _time);
        bar.Report(At(0, 10));
        bar.Report(At(1, 10));
        _time.Advance(TimeSpan.FromSeconds(1));
        bar.Report(At(5, 10));
        bar.Report(At(5, 10, ended: true));
        string[] lines = text.ToString().Split('\r', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["0/10", "5/10", "5/10"], lines.Select(line => Regex.Match(line, @"\d+/\d+").Value));
        Assert.Contains(new string('█', 12) + new string('░', 12), lines[1], StringComparison.Ordinal);
        Assert.EndsWith("stopped after 2.0 s\u001b[K\n", text.ToString(), StringComparison.Ordinal);
        Assert.Single(text.ToString(), '\n');
    }

    [Fact]
    public void What_is_no_terminal_gets_a_plain_line_for_each_tenth()
    {
        using StringWriter text = new();
        ConsoleBar bar = new(text, isTerminal: false, _time);
        for (int done = 0; done <= 200; done++) bar.Report(At(done, 200));
        bar.Report(At(200, 200, ended: true));
        string[] lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, lines.Length);
        Assert.All(lines, line => Assert.DoesNotContain('\u001b', line));
    }

    [Fact]
    public void Nothing_left_to_do_is_said_as_well()
    {
        using StringWriter text = new();
        ConsoleBar bar = new(text, isTerminal: false, _time);
        RunProgress nothing = At(0, 30) with { Earlier = 30 };
        bar.Report(nothing);
        bar.Report(nothing with { HasEnded = true });
        Assert.Contains("30/30 · 0 done · 30 earlier", text.ToString(), StringComparison.Ordinal);
    }

    private static RunProgress At(int done, int total, bool ended = false) =>
        new()
        {
            Total = total,
            Earlier = 0,
            Done = done,
            Failed = 0,
            Tokens = done * 100,
            Elapsed = TimeSpan.FromSeconds(2),
            HasEnded = ended
        };
}
