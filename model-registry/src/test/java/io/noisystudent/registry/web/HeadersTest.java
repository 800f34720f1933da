package io.noisystudent.registry.web;

import io.noisystudent.contracts.registry.Page;
import io.noisystudent.storage.ByteRange;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HeadersTest {
    @Test
    void shouldReadOneRange() {
        assertThat(RangeHeader.within("bytes=0-9", 100)).isEqualTo(new ByteRange(0, 10));
        assertThat(RangeHeader.within("bytes=90-", 100)).isEqualTo(new ByteRange(90, 10));
        assertThat(RangeHeader.within("bytes=-10", 100)).isEqualTo(new ByteRange(90, 10));
        assertThat(RangeHeader.within("bytes=-1000", 100)).isEqualTo(new ByteRange(0, 100));
        assertThat(RangeHeader.within("bytes=99-1000", 100)).isEqualTo(new ByteRange(99, 1));
        assertThat(RangeHeader.within("bytes=100-", 100)).isNull();
        assertThat(RangeHeader.within("bytes=-0", 100)).isNull();
    }

    @Test
    void shouldIgnoreWhatIsNoSingleRange() {
        for (String header : List.of("bytes=", "bytes=-", "bytes=5-3", "bytes=0-1,5-6", "items=0-1", "bytes=a-b")) {
            assertThat(RangeHeader.asksForRange(header)).as(header).isFalse();
        }
        assertThat(RangeHeader.asksForRange("bytes=3-5")).isTrue();
    }

    @Test
    void shouldReadRevisions() {
        assertThat(Revisions.required("\"5\"")).isEqualTo(5);
        assertThat(Revisions.required("0")).isZero();
        assertThat(Revisions.optional(null)).isNull();
        assertThatThrownBy(() -> Revisions.required(null)).hasMessageContaining("If-Match: \"5\"");
        for (String header : List.of("*", "\"-1\"", "W/\"5\"", "\"5\", \"6\"", "9999999999999999999")) {
            assertThatThrownBy(() -> Revisions.required(header)).as(header).hasMessageContaining("one revision");
        }
    }

    @Test
    void shouldPageByTheKeyOfTheLastItem() {
        // Given
        TreeMap<Integer, String> items = new TreeMap<>();
        for (int i = 1; i <= 5; i++) {
            items.put(i, "item " + i);
        }
        // When
        Page<String> first = Paging.of(null, "2").byNumber(items, item -> item);
        items.put(6, "item 6");
        Page<String> second = Paging.of(first.next(), "2").byNumber(items, item -> item);
        Page<String> last = Paging.of(second.next(), "2").byNumber(items, item -> item);
        // Then
        assertThat(first).isEqualTo(new Page<>(List.of("item 1", "item 2"), "2"));
        assertThat(second).isEqualTo(new Page<>(List.of("item 3", "item 4"), "4"));
        assertThat(last).isEqualTo(new Page<>(List.of("item 5", "item 6"), null));
    }

    @Test
    void shouldRefuseImpossiblePages() {
        for (String limit : List.of("0", "-1", "1001", "1000000000", "ten", "")) {
            assertThatThrownBy(() -> Paging.of(null, limit)).hasMessageContaining("from 1 to 1000");
        }
        assertThatThrownBy(() -> Paging.of("x';--", "2").byNumber(new TreeMap<Integer, String>(), item -> item))
                .hasMessageContaining("was not given by this registry");
    }
}
