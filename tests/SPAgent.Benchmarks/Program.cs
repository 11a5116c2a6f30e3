// One benchmark a run: dotnet run -c Release --project tests/SPAgent.Benchmarks -- NAME [options]
using SPAgent.Benchmarks;

string[] rest = args.Length > 1 ? args[1..] : [];
switch (args.FirstOrDefault())
{
    case "notebooks": return NotebooksBenchmark.Run(rest);
    default:
        Console.Error.WriteLine("Name a benchmark: notebooks");
        return 2;
}
