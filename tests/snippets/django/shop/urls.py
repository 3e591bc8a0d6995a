from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.urls import path


def front(request):
    return HttpResponse(f"signed in: {request.user.is_authenticated}")


urlpatterns = [path("", front), path("accounts/login/", LoginView.as_view())]
