// CloudFront runs this on every viewer request; infra/local/edge_paths.py is its twin and tests/infra/test_edge.py
// drives both with one table of URLs. A charger's path /ocpp/{identity} becomes the WebSocket API's stage with
// a query, because API Gateway's WebSocket APIs know no paths below a stage. In front of it edge.py writes what
// differs between distributions: SERVES_API and ASKS_FOR_CERTIFICATES.
function answer(statusCode, statusDescription, headers) {
    return { statusCode: statusCode, statusDescription: statusDescription, headers: headers || {} };
}

function decodeIdentity(path) {
    try {
        var identity = decodeURIComponent(path);
        var length = Array.from(identity).length;
        return length < 1 || length > 48 || /[:\/\u0000-\u001f\u007f-\u009f]/.test(identity) ? null : identity;
    } catch (error) { // malformed percent-encoding
        return null;
    }
}

// Only CloudFront itself may speak for the edge, and tell of a certificate only where it asks for one.
function isForged(name) {
    return name.indexOf('x-origin-') === 0 ||
        (!ASKS_FOR_CERTIFICATES && name.indexOf('cloudfront-viewer-cert-') === 0);
}

function handler(event) {
    var request = event.request;
    for (var name in request.headers) {
        if (isForged(name)) delete request.headers[name];
    }
    request.headers['x-origin-viewer-address'] = { value: event.viewer.ip };
    if (SERVES_API && request.uri === '/') return answer(302, 'Found', { location: { value: '/api/docs' } });
    if (SERVES_API && request.uri.indexOf('/api/') === 0) return request;
    if (request.uri.indexOf('/ocpp/') !== 0) return answer(404, 'Not Found');
    var identity = decodeIdentity(request.uri.slice('/ocpp/'.length));
    if (identity === null) return answer(400, 'Bad Request');
    request.uri = '/ocpp';
    request.querystring = { identity: { value: encodeURIComponent(identity) } };
    return request;
}
