package io.noisystudent.service.request;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api;x/v1/models",
                "/api/v1/models;x=1",
                "/api%3bx/v1/models",
                "/api%3Bx/v1/models",
                "/api%2fv1/models",
                "/api%2Fv1/models",
                "/api%5cv1/models",
                "/api\\v1/models",
                "//api/v1/models",
                "/api//v1/models",
                "/api/v1/models//",
                "/./api/v1/models",
                "/api/./v1/models",
                "/api/v1/models/.",
                "/q/../api/v1/models",
                "/%2e/api/v1/models",
                "/q/%2E%2e/api/v1/models",
                "/api%252fv1/models",
                "/api/v1/models%00",
                "api/v1/models",
                "*",
                ""
            })
    void shouldRefuseWhatCouldBeReadInTwoWays(String path) {
        assertThat(RequestPath.refusal(path)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1/models",
                "/api/v1/models/",
                "/api/v1/models/digits.v2/versions/1",
                "/api/v1/models/..digits",
                "/api/v1/models/a%20b",
                "/api/2.0/mlflow-artifacts/artifacts/models/digits/1/model.onnx",
                "/v2/models/digits/versions/1/infer"
            })
    void shouldTakeEveryPlainPath(String path) {
        assertThat(RequestPath.refusal(path)).isEmpty();
    }
}
