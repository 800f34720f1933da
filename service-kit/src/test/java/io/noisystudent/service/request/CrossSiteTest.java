package io.noisystudent.service.request;

import io.noisystudent.service.request.CrossSite.Headers;
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
        assertThat(CrossSite.refusal(new Headers(method, HOST, origin, site, type, null)))
                .isPresent();
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
        assertThat(CrossSite.refusal(new Headers("POST", HOST, null, null, type, null)))
                .isEmpty();
        assertThat(CrossSite.refusal(new Headers("POST", HOST, "http://" + HOST, "same-origin", type, null)))
                .isEmpty();
    }

    @Test
    void shouldTakeARequestWithoutABodyFromAClientThatSaysSo() {
        assertThat(CrossSite.refusal(new Headers("POST", HOST, null, null, null, "1")))
                .isEmpty();
        assertThat(CrossSite.refusal(new Headers("POST", HOST, "https://evil.example", null, null, "1")))
                .as("a page that was allowed to send the header is still foreign")
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void shouldLetEverybodyLook(String method) {
        assertThat(CrossSite.refusal(new Headers(method, HOST, "https://evil.example", "cross-site", null, null)))
                .isEmpty();
    }
}
