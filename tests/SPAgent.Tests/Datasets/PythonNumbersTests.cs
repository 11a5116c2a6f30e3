namespace SPAgent.Tests;

public sealed class PythonNumbersTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"a": NaN}""", """{"a":null}""")]
    [InlineData("""{"a":-Infinity,"b":Infinity,"c":-1}""", """{"a":null,"b":null,"c":-1}""")]
    [InlineData("""{"a":[1.5, NaN, {"b": NaN}],"c":"x"}""", """{"a":[1.5,null,{"b":null}],"c":"x"}""")]
    [InlineData("""{"NaN":"NaN, Infinity","b":"\"NaN","c":NaN}""", """{"NaN":"NaN, Infinity","b":"\"NaN","c":null}""")]
    [InlineData("""{"a":"\\","b":NaN}""", """{"a":"\\","b":null}""")]
    public void What_json_lacks_is_null_and_texts_stay(string line, string expected)
    {
        var dataset = ImageDataset.Open(_folder.Write("m.jsonl", line));
        Assert.Equal(expected, dataset[0].ToJson());
    }

    [Fact]
    public void A_column_of_numbers_stays_one()
    {
        var dataset = ImageDataset.Open(_folder.Write("m.jsonl", "{\"lat\": 48.86}\n{\"lat\": NaN}\r\n{\"lat\": 2}"));
        Assert.Equal(["lat: float64"], ExpectedDatasets.Columns(dataset));
        Assert.Equal([48.86, null, 2.0], dataset.Column("lat"));
    }

    [Fact]
    public void The_metadata_of_an_image_folder_may_hold_them_as_well()
    {
        _folder.Write("a.png", "a");
        _folder.Write("metadata.jsonl", """{"lat": NaN, "file_name": "a.png"}""");
        Assert.Equal("""{"lat":null}""", ImageDataset.Open(_folder.Path)[0].ToJson());
    }

    [Theory]
    [InlineData("""{"a":NaNa}""")]
    [InlineData("""{"a":+NaN}""")]
    [InlineData("""{"a":-NaN}""")]
    [InlineData("""{NaN:1}""")]
    [InlineData("""{"a":nan}""")]
    [InlineData("""{"a":1NaN}""")]
    public void What_no_writer_means_is_refused(string line)
    {
        DatasetException error =
            Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Write("m.jsonl", "{}\n" + line)));
        Assert.Equal(2, error.Line);
        Assert.Contains("not valid JSON", error.Message);
    }
}
