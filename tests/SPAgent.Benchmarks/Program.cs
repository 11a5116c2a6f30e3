// One benchmark a run: dotnet run -c Release --project tests/SPAgent.Benchmarks -- NAME [options]
using SPAgent.Benchmarks;

switch (args.FirstOrDefault())
{
    case "traces":
        return TracesBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("Name a benchmark: traces [count] [names] [runs]");
        return 2;
}
