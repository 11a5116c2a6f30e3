// One benchmark a run: dotnet run -c Release --project tests/SPAgent.Benchmarks -- NAME [options]
using SPAgent.Benchmarks;

switch (args.FirstOrDefault())
{
    case "imaging":
        return ImagingBenchmark.Run(args[1..]);
    default:
        Console.Error.WriteLine("Name a benchmark: imaging [rounds]");
        return 2;
}
