package io.noisystudent.registry.filter;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FilterParserTest {
    private static final VersionFields FIELDS = new VersionFields(Split.VALIDATION);
    private static final Map<String, Object> VERSION = Map.of(
            "version",
            7,
            "generation",
            2,
            "metrics.top1",
            0.93,
            "network",
            "wrn-16-2",
            "tags.stage",
            "it's fine",
            "createdAt",
            "2026-01-02T03:04:05Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "metrics.top1 > 0.9 and generation >= 2",
                "version = 7",
                "version != 8 AND version < 7.5 and version <= 7 and version > -1e3",
                "version = 1 or version = 7",
                "version = 1 and version = 2 or version = 7",
                "version = 7 or version = 1 and version = 2",
                "not (version = 1 or generation = 1)",
                "not not version = 7",
                "network = 'wrn-16-2'",
                "network like 'wrn-%' and network like '%2' and network like 'wrn-__-2'",
                "network ilike 'WRN%'",
                "not network like '%wrn'",
                "tags.stage = 'it''s fine'",
                "tags.`stage` = \"it's fine\"",
                "network in ('a', 'wrn-16-2')",
                "network NOT IN ('a') and tags.stage in (\"it's fine\")",
                "createdAt >= '2026-01-01' and createdAt < '2026-02'",
                "not teacher = 3",
                "not teacher != 3",
                "generation = '2'"
            })
    void shouldMatch(String filter) {
        assertThat(matches(filter)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version = 1 and (version = 7 or version = 7)",
                "not version = 7 or version = 1",
                "metrics.top1 > 0.93",
                "metrics.test.top1 > 0",
                "teacher != 3",
                "tags.other = ''",
                "tags.other in ('')",
                "tags.other not in ('a')",
                "network in ('a', 'b')",
                "network like 'WRN%'",
                "network like 'wrn-16-_2'",
                "network like 'wrn'"
            })
    void shouldNotMatch(String filter) {
        assertThat(matches(filter)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "version >|10|a number is needed, not the end",
                "version > 'x'|11|is not",
                "version like 'x'|9|is a number",
                "generation >= 2 an version = 1|17|'and', 'or' or the end is needed, not 'an'",
                "metric.top1 > 1|1|there is no field 'metric.top1'",
                "metrics.train.top9 > 1|1|there is no field",
                "network = wrn|11|a text in '' is needed",
                "network = 'wrn|11|the text that begins here has no end",
                "(version = 1|13|')' is needed",
                "version = 1)|12|'and', 'or' or the end is needed, not ')'",
                "version ; 1|9|';' means nothing",
                "version version 1|9|is needed, not 'version'",
                "version in ('1')|9|is a number",
                "network in 'a'|12|'(' is needed",
                "network in ()|13|a text in '' is needed",
                "network in ('a' 'b')|17|',' or ')' is needed",
                "network not 'a'|13|'in' is needed",
                "= 1|1|the name of a field",
                "not|4|the name of a field",
                "tags. = 'x'|5|'.' means nothing",
                "version = 99999999999999999999|29|'and', 'or' or the end"
            })
    void shouldSayWhereAFilterIsWrong(String filter, int position, String why) {
        assertThatThrownBy(() -> FilterParser.parse(filter, FIELDS))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.BAD_QUERY);
                    assertThat(e.getMessage())
                            .startsWith("at position " + position + ": ")
                            .contains(why);
                });
    }

    @Test
    void shouldBoundLengthAndDepth() {
        for (String filter : new String[] {
            "(".repeat(40) + "version = 1" + ")".repeat(40), "not ".repeat(40) + "version = 1", "x".repeat(5000)
        }) {
            assertThatThrownBy(() -> FilterParser.parse(filter, FIELDS)).isInstanceOf(NoisyStudentException.class);
        }
    }

    @Test
    void shouldMatchPatternsOfManyWildcardsAtOnce() {
        // Given: exponential for a backtracking matcher
        LikePattern pattern = new LikePattern("%a".repeat(500) + "b", false);
        // When, Then
        assertThat(pattern.matches("a".repeat(5000))).isFalse();
        assertThat(new LikePattern("%", false).matches("")).isTrue();
        assertThat(new LikePattern("", false).matches("x")).isFalse();
    }

    private static boolean matches(String filter) {
        return FilterParser.parse(filter, FIELDS).matches(VERSION::get);
    }
}
