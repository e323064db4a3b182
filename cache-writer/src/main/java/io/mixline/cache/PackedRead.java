package io.mixline.cache;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingRows;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One read while its rows are packed: the embedding tokens in one direct buffer, shape [items, tokens, dimension], what is
 * said of each item by column. Used by one thread.
 */
public final class PackedRead {

    /** What a cache may write behind the last row. */
    public static final int SLACK_BYTES = 4096;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(4096).asReadOnlyBuffer();

    private final ReadRequest request;
    private final EmbeddingShape shape;
    private final TokenMemory given;
    private @Nullable ByteBuffer memory;
    private final EmbeddingRows.Builder rows;
    private final boolean[] packed;
    private final boolean mayStayInPlace;
    private @Nullable RowsInPlace rowsInPlace;
    private int open;

    /**
     * @param shape of one row
     * @param memory asked for the rows and {@link #SLACK_BYTES}, together at most 2 GiB, once they are packed
     */
    public PackedRead(ReadRequest request, EmbeddingShape shape, TokenMemory memory) {
        this(request, shape, memory, false);
    }

    private PackedRead(ReadRequest request, EmbeddingShape shape, TokenMemory memory, boolean mayStayInPlace) {
        this.mayStayInPlace = mayStayInPlace;
        this.request = request;
        this.shape = shape;
        this.open = request.itemIds().size();
        this.given = memory;
        this.rows = new EmbeddingRows.Builder(request.itemIds());
        this.packed = new boolean[open];
    }

    /** Of which rows may stay where the cache keeps them. */
    static PackedRead inPlace(ReadRequest request, EmbeddingShape shape, TokenMemory memory) {
        return new PackedRead(request, shape, memory, true);
    }

    /** Whether rows need not be packed where they can {@link #stay}. */
    public boolean mayStayInPlace() {
        return mayStayInPlace;
    }

    /** Once at most. */
    public void stay(RowsInPlace rows) {
        rowsInPlace = rows;
    }

    public List<ItemId> itemIds() {
        return request.itemIds();
    }

    public EmbeddingShape shape() {
        return shape;
    }

    /** Whether nothing was said of that item yet. */
    public boolean isOpen(int item) {
        return !packed[item];
    }

    /** How many items nothing was said of yet. */
    public int open() {
        return open;
    }

    /** Those that nothing was said of yet. */
    public BitSet openItems() {
        BitSet items = new BitSet(packed.length);
        for (int item = 0; item < packed.length; item++) {
            items.set(item, !packed[item]);
        }
        return items;
    }

    /** What was said so far. */
    public EmbeddingRows.Builder rows() {
        return rows;
    }

    /** Of all rows together. */
    public long bytes() {
        return (long) shape.bytes() * packed.length;
    }

    /** Where the item's row begins. */
    public int start(int item) {
        return item * shape.bytes();
    }

    /**
     * All rows and the slack behind them. Whoever packs all rows in their order may write behind the row at hand: what
     * comes after it is written later.
     */
    public ByteBuffer memory() {
        return packedInto().duplicate();
    }

    public boolean wantsShortTexts() {
        return request.wants(ReadExtra.SHORT_TEXTS);
    }

    public void miss(int item) {
        zero(item);
        said(item);
    }

    public void deleted(int item, long version, long changedAtMillis) {
        zero(item);
        rows.known(item, ItemStatus.DELETED, version, changedAtMillis);
        said(item);
    }

    /** The row holds the item's embedding tokens. */
    public void hit(int item, long version, long changedAtMillis) {
        rows.known(item, ItemStatus.HIT, version, changedAtMillis);
        said(item);
    }

    public void shortText(int item, String text) {
        rows.shortText(item, text);
    }

    /** With every item said. */
    public EmbeddingBatch batch(EmbeddingModel model, Duration hostBehind) {
        return new EmbeddingBatch(model, shape, said(hostBehind), packedInto().slice(0, start(packed.length)));
    }

    /** With every item said. Rows that stay in place are the answer's from now on, and let go when it is closed. */
    HostRead hold(EmbeddingModel model, Duration hostBehind) {
        HostRead read = new HostRead(model, shape, said(hostBehind), packedInto(), rowsInPlace);
        rowsInPlace = null;
        return read;
    }

    /** Of rows that stayed in place, if nobody holds them. */
    void letGo() {
        if (rowsInPlace != null) {
            rowsInPlace.close();
            rowsInPlace = null;
        }
    }

    private EmbeddingRows said(Duration hostBehind) {
        if (open > 0) {
            throw new IllegalStateException("rows not packed: " + open + " (expected: 0)");
        }
        if (!request.staleness().isNone()) {
            rows.apply(request.staleness(), hostBehind);
        }
        return rows.build();
    }

    private ByteBuffer packedInto() {
        ByteBuffer into = memory;
        if (into == null) {
            int bytes = Math.addExact(start(packed.length), SLACK_BYTES);
            into = given.take(bytes).duplicate().clear().limit(bytes).slice();
            memory = into;
        }
        return into;
    }

    private void said(int item) {
        if (!packed[item]) {
            packed[item] = true;
            open--;
        }
    }

    private void zero(int item) {
        ByteBuffer into = packedInto();
        int at = start(item);
        for (int left = shape.bytes(); left > 0; ) {
            int now = Math.min(left, ZEROS.capacity());
            into.put(at, ZEROS, 0, now);
            at += now;
            left -= now;
        }
    }
}
