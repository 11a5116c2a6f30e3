using System.Globalization;

namespace SPAgent.Tests;

public sealed class DatasetViewTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly ImageDataset _rows;

    public DatasetViewTests()
    {
        for (int i = 0; i < 8; i++) _folder.Write($"{i}.png", $"{i}");
        _folder.Write("metadata.csv",
            "file_name,n\n" + string.Concat(Enumerable.Range(0, 8).Select(i => $"{i}.png,{i}\n")));
        _rows = ImageDataset.Open(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Views_show_the_rows_that_they_are_asked_for()
    {
        Assert.Equal("0 1 2", Numbers(_rows.Take(3)));
        Assert.Equal("0 1 2 3 4 5 6 7", Numbers(_rows.Take(99)));
        Assert.Equal("", Numbers(_rows.Take(0)));
        Assert.Equal("1 3 5 7", Numbers(_rows.Where(row => (long)row["n"]! % 2 == 1)));
        Assert.Equal("5 0 5", Numbers(_rows.Select([5, 0, 5])));
        Assert.Equal("3 7", Numbers(_rows.Where(row => (long)row["n"]! % 2 == 1).Select([1, 3])));
        Assert.Equal("4 6", Numbers(_rows.Select([7, 6, 4]).Where(row => row.Index < 7).Select([1, 0])));
    }

    [Fact]
    public void A_row_of_a_view_keeps_its_index_and_its_pictures()
    {
        ImageDataset view = _rows.Select([6, 2]).Take(1);
        Assert.Equal((6, "6.png", 1), (view[0].Index, view[0].Image!.Path, view.Count));
        Assert.Equal("6"u8, view[0].Image!.GetBytes());
        Assert.Equal((_rows.Path, "image_folder", _rows.Columns), (view.Path, view.Kind, view.Columns));
        Assert.Equal([6L], view.Column("n"));
        Assert.Throws<ArgumentOutOfRangeException>(() => view[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view.Select([1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _rows.Select([-1]));
    }

    [Fact]
    public void A_shuffle_is_the_same_for_the_same_seed_and_loses_no_row()
    {
        string one = Numbers(_rows.Shuffle(1));
        Assert.Equal(one, Numbers(ImageDataset.Open(_folder.Path).Shuffle(1)));
        Assert.NotEqual(one, Numbers(_rows.Shuffle(2)));
        Assert.NotEqual("0 1 2 3 4 5 6 7", one);
        Assert.Equal("0 1 2 3 4 5 6 7", string.Join(' ', one.Split(' ').Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_fingerprint_tells_which_rows_and_in_which_order()
    {
        Assert.Equal(_rows.Fingerprint, _rows.Take(8).Fingerprint);
        Assert.Equal(_rows.Take(2).Fingerprint, _rows.Select([0, 1]).Fingerprint);
        Assert.Equal(4, new[] { _rows, _rows.Take(2), _rows.Select([1, 0]), _rows.Shuffle(1) }
            .Select(view => view.Fingerprint).Distinct().Count());
    }

    private static string Numbers(ImageDataset dataset) =>
        string.Join(' ', dataset.Rows().Select(row => ((long)row["n"]!).ToString(CultureInfo.InvariantCulture)));
}
