using System.Diagnostics;
using System.Text.Json;

namespace SPAgent.Benchmarks;

/// <summary>
/// The C# kernel beside the Python kernel, both driven by Jupyter's own client on this machine, in turns. Options:
/// --rounds (default 5), --cells (default 250), --tool (default: the program as it was built; name the installed one to
/// measure what eng/install.sh compiles).
/// </summary>
internal static class NotebooksBenchmark
{
    private const string Client = """
        import json, os, statistics, sys, time
        from jupyter_client.manager import KernelManager
        def measure(name, code, cells):
            start = time.perf_counter()
            km = KernelManager(kernel_name=name); km.start_kernel()
            kc = km.client(); kc.start_channels(); kc.wait_for_ready(timeout=120)
            ready = time.perf_counter() - start
            times = []
            ticks = lambda: sum(int(n) for n in open(f"/proc/{km.provisioner.pid}/stat").read().rsplit(")")[-1].split()[11:13])
            for i in range(cells):
                t = time.perf_counter()
                reply = kc.execute_interactive(code.replace("%", str(i)), timeout=120, output_hook=lambda m: None)
                assert reply["content"]["status"] == "ok", reply["content"]
                times.append(time.perf_counter() - t)
                if i == 0: cpu = ticks() / os.sysconf("SC_CLK_TCK")
            memory = next(int(l.split()[1]) for l in open(f"/proc/{km.provisioner.pid}/status") if l.startswith("VmRSS")) / 1024
            kc.stop_channels(); km.shutdown_kernel(now=True)
            return [ready, times[0], cpu, statistics.median(times[1:]), memory]
        print(json.dumps(measure(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
        """;

    public static int Run(string[] args)
    {
        BenchmarkOptions options = new(args);
        int rounds = options.Number("--rounds", 5), cells = options.Number("--cells", 250);
        string tool = options.Text("--tool", Path.Combine(AppContext.BaseDirectory, "SPAgent.Cli"));
        if (!File.Exists("/usr/bin/jupyter-nbconvert"))
        {
            Console.Error.WriteLine(
                "Needs Jupyter: apt-get install jupyter-notebook jupyter-nbconvert python3-ipykernel");
            return 2;
        }

        string folder = Directory.CreateTempSubdirectory("spagent-benchmark-").FullName;
        try
        {
            string client = Path.Combine(folder, "client.py");
            File.WriteAllText(client, Client);
            Start(folder, tool, "notebook", "install-kernel");
            var own = new List<double[]>();
            var python = new List<double[]>();
            for (int round = 0; round < rounds; round++)
            {
                own.Add(
                    Measure(folder, client, "spagent-csharp", "var x% = Enumerable.Range(0, %).Where(i => i > "
                        + "2).Sum(); Console.WriteLine(x%); new { x% }", cells));
                python.Add(Measure(folder, client, "python3",
                    "x% = sum(i for i in range(%) if i > 2)\nprint(x%)\n{'x': x%}", cells));
            }

            Console.WriteLine($"{rounds} rounds in turns, {cells} cells each; medians (min-max)");
            Console.WriteLine($"{"",-28}{"spagent-csharp",-26}{"python3",-26}ratio");
            string[] names = ["kernel ready, s", "first cell, s", "CPU to the first cell, s", "later cells, median, ms",
                $"memory after {cells} cells, MB"];
            (string, double)?[] goals = [null, null, ("s", 1), ("ms", 10), ("MB", 200)];
            for (int index = 0; index < names.Length; index++)
            {
                double unit = index == 3 ? 1000 : 1;
                (double mine, string told) = Summary(own, index, unit);
                (double theirs, string toldTheirs) = Summary(python, index, unit);
                Console.WriteLine($"{names[index],-28}{told,-26}{toldTheirs,-26}{mine / theirs:0.00}");
                if (goals[index] is var (unitName, goal))
                    Figures.AtMost($"kernel: {names[index].Split(", ")[0]}", mine, unitName, goal);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (double Median, string Told) Summary(List<double[]> rounds, int index, double unit)
    {
        double[] sorted = [.. rounds.Select(round => round[index] * unit).Order()];
        double median = sorted[sorted.Length / 2];
        return (median, $"{median:0.##} ({sorted[0]:0.##}-{sorted[^1]:0.##})");
    }

    private static double[] Measure(string folder, string client, string kernel, string code, int cells) =>
        JsonSerializer.Deserialize<double[]>(Start(folder, "/usr/bin/python3", client, kernel, code, $"{cells}"))!;

    private static string Start(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["JUPYTER_DATA_DIR"] = Path.Combine(folder, "data");
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime");
        start.Environment["IPYTHONDIR"] = Path.Combine(folder, "ipython");
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output
            : throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}");
    }
}
