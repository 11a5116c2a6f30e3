// One benchmark a run: dotnet run -c Release --project tests/SPAgent.Benchmarks -- NAME [options]
using SPAgent.Benchmarks;

return args switch
{
    ["collection", .. var rest] => CollectionBenchmark.Run(rest),
    ["files", .. var rest] => FilesBenchmark.Run(rest),
    _ => Unknown(),
};

static int Unknown()
{
    Console.Error.WriteLine("Which benchmark? collection, files");
    return 2;
}
