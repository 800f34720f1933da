package io.noisystudent.service.request;

import io.noisystudent.service.request.CrossSite.Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CrossSiteTest {
    private static final String HOST = "localhost:8080";

    /** What a browser sends to another site without asking it first, by the rules of Fetch. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "POST, https://evil.example, -, application/json",
                "POST, http://localhost:3000, same-site, application/json",
                "POST, https://localhost:8080.evil.example, -, application/json",
                "POST, null, -, application/json",
                "POST, -, cross-site, application/json",
                "POST, -, -, text/plain",
                "POST, -, -, text/plain; charset=application/json",
                "POST, -, -, application/x-www-form-urlencoded",
                "POST, -, -, multipart/form-data; boundary=x",
                "POST, -, -, -",
                "PUT, https://evil.example, cross-site, application/octet-stream",
                "DELETE, https://evil.example, -, -",
                "PATCH, -, -, text/plain"
            })
    void shouldRefuseWhatAForeignPageCanSend(
            String method, @Nullable String origin, @Nullable String site, @Nullable String type) {
        assertThat(CrossSite.refusal(headers(method, origin, site, type))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "Application/JSON",
                "application/merge-patch+json",
                "application/octet-stream"
            })
    void shouldTakeWhatABrowserAsksAboutFirst(String type) {
        assertThat(CrossSite.refusal(headers("POST", null, null, type))).isEmpty();
        assertThat(CrossSite.refusal(headers("POST", "http://" + HOST, "same-origin", type)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "Cross-Site", "CROSS-SITE", " cross-site ", "same-origin, cross-site"})
    void shouldKnowAnotherSiteHoweverItIsWritten(String site) {
        assertThat(CrossSite.refusal(headers("POST", null, site, "application/json")))
                .isPresent();
    }

    @Test
    void shouldLookAtEveryValueOfAHeader() {
        String own = "http://" + HOST;
        assertThat(List.of(
                        everyValue(List.of(HOST, "evil.example"), List.of("http://evil.example"), List.of()),
                        everyValue(List.of(HOST, HOST), List.of(), List.of()),
                        everyValue(List.of(HOST), List.of(own, "https://evil.example"), List.of()),
                        everyValue(List.of(HOST), List.of(), List.of("same-origin", "cross-site")),
                        new Headers(
                                "POST",
                                List.of(HOST),
                                List.of(),
                                List.of(),
                                List.of("application/json", "text/plain"),
                                false)))
                .allMatch(request -> CrossSite.refusal(request).isPresent());
        assertThat(CrossSite.refusal(everyValue(List.of(HOST), List.of(own, own), List.of("none", "same-origin"))))
                .isEmpty();
    }

    private static Headers everyValue(List<String> hosts, List<String> origins, List<String> sites) {
        return new Headers("POST", hosts, origins, sites, List.of("application/json"), false);
    }

    private static Headers headers(
            String method, @Nullable String origin, @Nullable String site, @Nullable String type) {
        return new Headers(method, List.of(HOST), values(origin), values(site), values(type), false);
    }

    private static List<String> values(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }

    @Test
    void shouldTakeARequestWithoutABodyFromAClientThatSaysSo() {
        assertThat(CrossSite.refusal(new Headers("POST", List.of(HOST), List.of(), List.of(), List.of(), true)))
                .isEmpty();
        assertThat(CrossSite.refusal(new Headers(
                        "POST", List.of(HOST), List.of("https://evil.example"), List.of(), List.of(), true)))
                .as("a page that was allowed to send the header is still foreign")
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void shouldLetAllPagesRead(String method) {
        assertThat(CrossSite.refusal(headers(method, "https://evil.example", "cross-site", null)))
                .isEmpty();
    }
}
