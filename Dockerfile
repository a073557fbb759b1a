# huashu alone in an image: a static program, a user without rights, no shell.
#
#   docker build -t huashu .
#   docker run --rm -i --user "$(id -u):$(id -g)" -v "$PWD:/data" huashu check 昨天.csv -o 报告.html
#
# As oneself, so that it may read what only oneself may, and write beside it.
#
# Built from source, unless PROGRAM=archive: then from dist/linux/ARCHITECTURE/huashu, as the release workflow lays it.
ARG PROGRAM=build

FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev gcc
WORKDIR /source
COPY . .
RUN cargo build --release --locked --bin huashu && install -D target/release/huashu /program/huashu

# Nothing of another architecture is run, so that none has to be imitated.
FROM --platform=$BUILDPLATFORM alpine:3.22 AS archive
ARG TARGETARCH
COPY dist/linux/${TARGETARCH}/huashu /program/huashu
RUN chmod 755 /program/huashu

FROM ${PROGRAM} AS program
RUN apk add --no-cache tzdata && mkdir -p /empty/tmp && chmod 1777 /empty/tmp

FROM scratch
LABEL org.opencontainers.image.source="https://github.com/huashu-lint/huashu" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.description="A linter for what customer-service agents say (客服话术检查)"
COPY --from=program /empty/ /
COPY --from=program /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=program /program/huashu /usr/local/bin/huashu
USER 65532:65532
WORKDIR /data
ENTRYPOINT ["/usr/local/bin/huashu"]
CMD ["--help"]
