// One benchmark a run: dotnet run -c Release --project tests/SPAgent.Benchmarks -- NAME [options]
using SPAgent.Benchmarks;

switch (args.FirstOrDefault())
{
    case "sandbox":
        return SandboxBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("Name a benchmark: sandbox [rounds] [calls a round]");
        return 2;
}
