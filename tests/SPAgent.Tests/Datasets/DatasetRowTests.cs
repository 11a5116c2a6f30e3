using System.Numerics;

namespace SPAgent.Tests;

public sealed class DatasetRowTests
{
    private const string HashOfAbc =
        """{"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","length":3}""";

    [Fact]
    public void Numbers_that_json_lacks_are_null() =>
        Assert.Equal(
            """{"a":null,"b":null,"c":[null,1.5]}""",
            Row(("a", double.NaN), ("b", double.NegativeInfinity),
                ("c", new List<object?> { double.PositiveInfinity, 1.5 })).ToJson());

    [Fact]
    public void Text_of_every_language_stays_readable() =>
        Assert.Equal("""{"city":"Tōkyō 東京 \" <b>"}""", Row(("city", "Tōkyō 東京 \" <b>")).ToJson());

    [Fact]
    public void Binary_values_are_their_hash_and_decimals_their_digits()
    {
        Assert.Equal($$$"""{"blob":{{{HashOfAbc}}}}""", Row(("blob", "abc"u8.ToArray())).ToJson());
        Assert.Equal(
            """{"price":{"unscaled":"-170141183460469231731687303715884105728","scale":2}}""",
            Row(("price", new DatasetDecimal(BigInteger.Pow(-2, 127), 2))).ToJson());
    }

    [Fact]
    public void Every_image_is_left_out_of_the_sample_data_and_described_by_its_hash()
    {
        var image = DatasetImage.FromBytes("abc"u8.ToArray(), "a.png");
        DatasetRow row = Row(("image", image), ("images", new List<object?> { image }), ("number", 5L));
        Assert.Equal("""{"number":5}""", row.ToJson());
        string described = $$$"""{"bytes":{{{HashOfAbc}}},"path":"a.png"}""";
        Assert.Equal($$$"""{"index":3,"columns":{"image":{{{described}}},"images":[{{{described}}}],"number":5}}""",
            row.ToDescription());
        Assert.Contains("\n  \"columns\": {", row.ToDescription(indented: true));
    }

    [Fact]
    public void Numbers_of_a_dataset_of_ones_own_stay_numbers() =>
        Assert.Equal("""{"a":1,"b":2.5,"c":3.25,"d":true}""",
            Row(("a", 1), ("b", 2.5f), ("c", 3.25m), ("d", true)).ToJson());

    private static DatasetRow Row(params (string Name, object? Value)[] columns) => new()
    {
        Index = 3,
        Values = new OrderedDictionary<string, object?>(
            columns.Select(column => KeyValuePair.Create(column.Name, column.Value))),
        Images = [],
    };
}
